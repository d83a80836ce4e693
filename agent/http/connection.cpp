#include "http/connection.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace berth::http {

namespace {

constexpr std::size_t longest_head = 64 * 1024;
constexpr std::string_view head_end = "\r\n\r\n";

auto into(boost::system::error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

bool means_absent(const boost::system::error_code& error) {
  return error == boost::system::errc::no_such_file_or_directory || error == boost::asio::error::try_again;
}

}  // namespace

void Connection::limit(Duration limit) {
  if (deadline_ && deadline_->expired()) return;  // too late, the socket is closed: what comes next shall say why
  limit_ = limit;
  deadline_.emplace(socket_.get_executor(), limit, [this] {
    boost::system::error_code ignored;
    socket_.close(ignored);
  });
}

Error Connection::explain(const boost::system::error_code& error, std::string_view attempt) const {
  if (deadline_ && deadline_->expired())
    return {ErrorKind::timeout, fmt::format("{}: no answer within {}", attempt, format_duration(limit_))};
  if (error == boost::asio::error::operation_aborted)
    return {ErrorKind::cancelled, fmt::format("{}: cancelled", attempt)};
  if (means_absent(error)) return {ErrorKind::unreachable, fmt::format("{}: {}", attempt, error.message())};
  return from_errno(error.value(), attempt);
}

Task<Result<void>> Connection::open(std::string path) {
  auto attempt = fmt::format("connect to {}", path);
  if (path.empty() || path.size() > 107)
    co_return Error{ErrorKind::invalid, fmt::format("{}: not a socket's path", attempt)};
  // Asio would make a socket that children inherit.
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) co_return from_errno(errno, attempt);
  boost::system::error_code error;
  socket_.assign(boost::asio::local::stream_protocol(), fd.get(), error);
  if (error) co_return explain(error, attempt);
  fd.release();
  boost::asio::local::stream_protocol::endpoint endpoint(path);
  co_await socket_.async_connect(endpoint, into(error));
  Result<void> connected;
  if (error) connected = explain(error, attempt);
  co_return connected;
}

Task<Result<void>> Connection::send(std::string bytes) {
  auto buffer = boost::asio::buffer(bytes);
  boost::system::error_code error;
  co_await boost::asio::async_write(socket_, buffer, into(error));
  // A full accept queue makes Asio believe that it is connected; the first write knows better.
  Result<void> done;
  if (error) done = explain(error, "send the request");
  co_return done;
}

Task<Result<std::string_view>> Connection::receive() {
  return receive_with(0);
}

Task<Result<std::string_view>> Connection::receive_with(int flags) {
  auto buffer = boost::asio::buffer(buffer_);
  boost::system::error_code error;
  auto size = co_await socket_.async_receive(buffer, flags, into(error));
  if (error == boost::asio::error::eof) co_return std::string_view();
  if (error) co_return explain(error, "wait for the answer");
  co_return std::string_view(buffer_.data(), size);
}

// What was looked at is taken at once when it holds no end of a head: else the next look would see the same bytes
// again, and spin.
Task<Result<std::string>> Connection::receive_head() {
  std::string head;
  while (head.size() <= longest_head) {
    auto seen = co_await receive_with(MSG_PEEK);
    if (!seen) co_return seen.error();
    if (seen->empty()) co_return Error{ErrorKind::unreachable, "closed the connection without an answer"};
    auto before = head.size();
    head += *seen;
    auto end = head.find(head_end, before < head_end.size() ? 0 : before - head_end.size());
    if (end != std::string::npos) head.resize(end + head_end.size());
    auto dropped = drop(head.size() - before);
    if (!dropped) co_return dropped.error();
    if (end != std::string::npos) co_return head;
  }
  co_return Error{ErrorKind::limit, "the answer's head is too long"};
}

Result<void> Connection::drop(std::size_t count) {
  std::array<char, 4096> sink;
  while (count > 0) {
    auto taken = ::recv(socket_.native_handle(), sink.data(), std::min(count, sink.size()), MSG_DONTWAIT);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return from_errno(errno, "take over the connection");
    if (taken == 0) return Error{ErrorKind::protocol, "take over the connection: what was seen there is gone"};
    count -= static_cast<std::size_t>(taken);
  }
  return {};
}

Result<UniqueFd> Connection::release() {
  deadline_.reset();
  boost::system::error_code error;
  UniqueFd fd(socket_.release(error));
  if (error) return explain(error, "take over the connection");
  int flags = ::fcntl(fd.get(), F_GETFL);
  if (flags < 0 || ::fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK) < 0)
    return from_errno(errno, "take over the connection");
  return fd;
}

Task<Result<AnswerParser::Step>> next_step(Connection& connection, AnswerParser& answer) {
  while (true) {
    auto step = answer.step();
    if (!step || *step != AnswerParser::Step::wants_bytes) co_return step;
    auto bytes = co_await connection.receive();
    if (!bytes) co_return bytes.error();
    if (bytes->empty())
      answer.give_end();
    else
      answer.give(*bytes);
  }
}

}  // namespace berth::http
