#include "supervise/output.h"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "docker/demux.h"
#include "loop/wakeup.h"

namespace berth::supervise {

namespace {

using boost::asio::posix::stream_descriptor;

// As much as one read may bring: the larger, the less each line costs; one service has the loop no longer than for
// that.
constexpr std::size_t piece = 256 * 1024;

logs::Stream as_logged(docker::Stream stream) {
  return stream == docker::Stream::out ? logs::Stream::out : logs::Stream::err;
}

}  // namespace

struct Output::State {
  State(const Executor& executor, int fd, std::unique_ptr<logs::Sink> s, std::function<void()> e)
      : socket(executor, fd), sink(std::move(s)), ended(std::move(e)), over(executor) {}

  stream_descriptor socket;
  std::unique_ptr<logs::Sink> sink;
  std::function<void()> ended;
  Wakeup over;
  docker::Demux demux;
  bool is_over = false;
};

Output::Output(Tasks& tasks, UniqueFd socket, std::unique_ptr<logs::Sink> sink, std::function<void()> ended)
    : tasks_(tasks),
      state_(std::make_shared<State>(tasks.executor(), socket.release(), std::move(sink), std::move(ended))) {
  pump_ = tasks_.start("output", pump(state_));
}

Output::~Output() {
  state_->ended = nullptr;
  tasks_.cancel(pump_);
}

bool Output::has_ended() const {
  return state_->is_over;
}

Task<> Output::drained(Duration limit) {
  auto state = state_;
  if (!state->is_over) co_await state->over.wait_for(limit);
}

Task<> Output::pump(std::shared_ptr<State> state) {
  constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
  // Shared by all services: nothing stays in it between two turns of the loop.
  static std::string buffer(piece, '\0');
  docker::Demux::Reader reader = [&sink = *state->sink](docker::Stream stream, std::string_view bytes) {
    sink.write(as_logged(stream), bytes);
  };
  while (true) {
    auto got = ::recv(state->socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got > 0) {
      auto given = state->demux.give(std::string_view(buffer.data(), static_cast<std::size_t>(got)), reader);
      if (!given) {
        state->sink->note(log::Level::error, "the engine's output stream is broken: " + given.error().text);
        break;
      }
      // A flooding service waits its turn like everybody else.
      co_await boost::asio::post(state->socket.get_executor(), boost::asio::use_awaitable);
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
      auto [error] = co_await state->socket.async_wait(stream_descriptor::wait_read, quietly);
      if (error) break;
      continue;
    }
    break;
  }
  state->sink->end();
  state->is_over = true;
  state->over.notify();
  if (state->ended) state->ended();
}

}  // namespace berth::supervise
