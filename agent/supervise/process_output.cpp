#include "supervise/process_output.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "logs/message_ids.h"
#include "loop/wakeup.h"
#include "supervise/process_output_state.h"

namespace berth::supervise {

namespace {

using boost::asio::posix::stream_descriptor;
constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);

bool is_socket(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

// For root alone; whatever stood there before is gone.
Result<UniqueFd> listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return Error{ErrorKind::invalid, path + ": too long for a socket"};
  std::memcpy(address.sun_path, path.c_str(), path.size());
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return from_errno(errno, "socket");
  ::unlink(path.c_str());
  auto before = ::umask(0177);
  int bound = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound < 0 || ::listen(fd.get(), SOMAXCONN) < 0) return from_errno(errno, path);
  return fd;
}

// None, and errno, if there is none to accept.
UniqueFd accept_one(stream_descriptor* listener) {
  if (listener == nullptr) return {};
  return UniqueFd(::accept4(listener->native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

}  // namespace

ProcessOutput::ProcessOutput(Tasks& tasks, OutputShelf& shelf, logs::Journal& journal, Way way, const service::Log& log,
                             std::function<void(const std::string&)> rotated)
    : state_(std::make_shared<State>(tasks, shelf, journal, std::move(way), std::move(rotated))) {
  state_->open_writer(log);
  state_->take_back();
  for (const auto& [id, connection] : state_->connections)
    connection->pump = tasks.start("output of " + state_->way.service, pump(state_, connection));
}

// Tasks that wait end with their descriptors.
ProcessOutput::~ProcessOutput() {
  for (auto& listener : state_->listeners)
    if (listener) listener->close();
  for (const auto& [id, connection] : state_->connections) {
    state_->tasks.cancel(connection->pump);
    connection->socket.close();
  }
}

void ProcessOutput::set_log(const service::Log& log) {
  if (log == state_->log) return;
  auto& writer = *state_->writer;
  writer.sink.begin(logs::Moment::now());
  writer.sink.take_ends();
  writer.commit(-1, 0);
  writer.sink.end();
  state_->writer.reset();
  state_->open_writer(log);
  state_->writer->pick_up(-1);
}

Result<void> ProcessOutput::listen() {
  for (int stream : {0, 1}) {
    const auto& path = state_->path_of(stream);
    auto& listener = state_->listeners[stream];
    bool is_there = is_socket(path);
    if (listener && is_there) continue;
    auto id = state_->name_of(stream);
    auto fd = listener ? UniqueFd() : state_->shelf.take(id);
    if (fd) state_->is_resumed = true;
    if (!fd || !is_there) {
      auto fresh = listen_at(path);
      if (!fresh) return fresh.error();
      fd = std::move(*fresh);
      state_->shelf.forget_socket(id);
      state_->shelf.keep(id, fd.get());
    }
    if (listener) listener->close();
    listener = std::make_shared<stream_descriptor>(state_->tasks.executor(), fd.release());
    state_->tasks.start("connections of " + state_->way.service, accept_all(state_, stream));
  }
  return {};
}

bool ProcessOutput::is_connected() const {
  return !state_->connections.empty();
}

bool ProcessOutput::is_resumed() const {
  return state_->is_resumed;
}

void ProcessOutput::tell_gap(const std::string& why) {
  auto& writer = *state_->writer;
  auto now = logs::Moment::now();
  bool is_new = writer.checkpoint.is_new();
  auto from = is_new ? now.wall : std::chrono::system_clock::time_point(Duration(writer.checkpoint.batch().at));
  auto text = fmt::format("lines of {} may be missing from {} on: {}", state_->way.service, logs::rfc3339(from), why);
  writer.sink.begin(now);
  writer.sink.take_ends();
  writer.sink.take_note("berth: " + text);
  writer.commit(-1, 0);
  writer.sink.note(log::Level::warning, text, logs::message_id::gap);
}

void ProcessOutput::close() {
  take_rest();
  for (int stream : {0, 1}) {
    state_->shelf.forget_socket(state_->name_of(stream));
    ::unlink(state_->path_of(stream).c_str());
  }
  for (const auto& [id, connection] : state_->connections) state_->shelf.forget_socket(id);
  logs::Checkpoint::remove(state_->way.checkpoint);
}

// What has come by now, of commands that nobody has heard of yet, too. Who goes on for ever is not waited for.
void ProcessOutput::take_rest() {
  constexpr int most_batches = 64;
  for (int stream : {0, 1}) {
    const auto& listener = state_->listeners[stream];
    for (auto fd = accept_one(listener.get()); fd; fd = accept_one(listener.get()))
      state_->add(fmt::format("{}/{}", state_->name_of(stream), ++state_->last_number), stream, std::move(fd));
  }
  for (const auto& [id, connection] : state_->connections) {
    state_->writer->take_from(*connection);
    Passage::peek_anew(connection->fd());
    for (int i = 0; i < most_batches; ++i) {
      auto got = Passage::peek(connection->fd());
      if (got <= 0) break;
      state_->writer->pass_on(connection->fd(), static_cast<std::size_t>(got));
    }
    state_->writer->end(*connection);
  }
}

Task<> ProcessOutput::accept_all(std::shared_ptr<State> state, int stream) {
  auto listener = state->listeners[stream];
  while (listener->is_open()) {
    auto [error] = co_await listener->async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return;
    auto fd = accept_one(listener.get());
    if (!fd) {
      if (errno != EMFILE && errno != ENFILE) continue;
      log::error("accept the output of {}: {}", state->way.service, std::strerror(errno));
      co_await sleep(std::chrono::seconds(1));  // it waits in the backlog
      continue;
    }
    auto id = fmt::format("{}/{}", state->name_of(stream), ++state->last_number);
    state->shelf.keep(id, fd.get());
    auto connection = state->add(id, stream, std::move(fd));
    Passage::peek_anew(connection->fd());
    connection->pump = state->tasks.start("output of " + state->way.service, pump(state, connection));
  }
}

Task<> ProcessOutput::pump(std::shared_ptr<State> state, std::shared_ptr<Connection> connection) {
  while (true) {
    auto got = Passage::peek(connection->fd());
    if (got > 0) {
      state->writer->take_from(*connection);
      state->writer->pass_on(connection->fd(), static_cast<std::size_t>(got));
      // A flooding service waits its turn like everybody else.
      co_await boost::asio::post(connection->socket.get_executor(), boost::asio::use_awaitable);
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
      auto [error] = co_await connection->socket.async_wait(stream_descriptor::wait_read, quietly);
      if (error) co_return;  // whoever comes after us reads on
      continue;
    }
    break;
  }
  state->writer->end(*connection);
  state->forget(*connection);
}

}  // namespace berth::supervise
