#include "supervise/output.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "supervise/output_state.h"

namespace berth::supervise {

using boost::asio::posix::stream_descriptor;

namespace {
// For the last lines: nothing but a container that runs on says more for so long.
constexpr int most_waits = 10;
}  // namespace

Output::Output(Tasks& tasks, OutputShelf& shelf, logs::Journal& journal, Way way, const logs::Source& source,
               const service::Log& log, Callbacks callbacks)
    : tasks_(tasks),
      state_(
          std::make_shared<State>(tasks.executor(), shelf, journal, way, source, log, std::move(callbacks.rotated))) {
  state_->ended = std::move(callbacks.ended);
  bool is_resumed = way.past == Past::resumed;
  state_->pick_up(is_resumed);
  if (!is_resumed && way.gap.empty()) state_->keep_socket();
  pump_ = tasks_.start("output", pump(state_, way.gap, way.past == Past::next_run));
}

Output::~Output() {
  state_->ended = nullptr;
  tasks_.cancel(pump_);
}

bool Output::has_ended() const {
  return state_->is_over;
}

void Output::note_start(std::int64_t since) {
  state_->since = since;
}

std::int64_t Output::last_read() const {
  return state_->last_read();
}

std::int64_t Output::stood_at() const {
  return state_->stood_at;
}

Task<> Output::drained(Duration limit) {
  auto state = state_;
  for (int quiet = 0, waits = 0; quiet < 2 && waits < most_waits && !state->is_over; ++waits) {
    auto before = state->bytes_read;
    co_await state->over.wait_for(limit);
    quiet = state->bytes_read == before ? quiet + 1 : 0;
  }
}

Task<bool> Output::tell_gap(std::string why, bool has_log) {
  if (!has_log) state_->recall = nullptr;
  return State::bridge_gap(state_, std::move(why));
}

void Output::look_for_file() {
  state_->sink.look_for_file();
}

UniqueFd Output::hand_over() {
  tasks_.cancel(pump_);
  state_->ended = nullptr;
  state_->is_over = true;
  return UniqueFd(state_->socket.release());
}

void Output::close() {
  tasks_.cancel(pump_);
  state_->ended = nullptr;
  if (!std::exchange(state_->is_over, true)) state_->finish();
  state_->shelf.forget(state_->container_id);
}

Task<> Output::pump(std::shared_ptr<State> state, std::string gap, bool may_be_gone) {
  constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
  if (!gap.empty()) {
    bool is_bridged = co_await State::bridge_gap(state, gap, may_be_gone);
    if (!is_bridged) co_return;
    state->known_until = unbounded;
    state->keep_socket();  // only now: whoever finds it there need not know of the gap
  }
  while (!state->is_over) {
    auto got = state->peek();
    if (got > 0) {
      if (!state->pass_on(static_cast<std::size_t>(got))) break;
      // A flooding service waits its turn like everybody else.
      co_await boost::asio::post(state->socket.get_executor(), boost::asio::use_awaitable);
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
      state->note_open();
      auto [error] = co_await state->socket.async_wait(stream_descriptor::wait_read, quietly);
      if (error) co_return;  // nobody wants it any more; whoever comes after us reads on
      continue;
    }
    break;
  }
  if (std::exchange(state->is_over, true)) co_return;
  state->finish();
  state->shelf.forget_socket(state->container_id);
  state->over.notify();
  if (state->ended) state->ended();
}

}  // namespace berth::supervise
