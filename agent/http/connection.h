// A client's end of a Unix socket with a time limit on whatever it does. For this room's own use.
#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
#include "http/answer.h"
#include "loop/deadline.h"
#include "loop/task.h"

namespace berth::http {

class Connection {
 public:
  explicit Connection(const Executor& executor) : socket_(executor) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // From now on, and in place of the limit before: what is not done in time ends with ErrorKind::timeout.
  void limit(Duration limit);

  Task<Result<void>> open(std::string path);
  Task<Result<void>> send(std::string bytes);
  // What came, valid until the next call; empty when the other side has closed.
  Task<Result<std::string_view>> receive();
  // Exactly the head of an answer, with its blank line, and not one byte of what follows.
  Task<Result<std::string>> receive_head();

  // Gives the socket away, non-blocking; the limit ends.
  Result<UniqueFd> release();

 private:
  Task<Result<std::string_view>> receive_with(int flags);
  Result<void> drop(std::size_t count);
  Error explain(const boost::system::error_code& error, std::string_view attempt) const;

  boost::asio::local::stream_protocol::socket socket_;
  std::optional<Deadline> deadline_;
  Duration limit_ = Duration::max();
  std::array<char, 16 * 1024> buffer_;
};

// The parser's next step that is not a wish for bytes: those come from the connection.
Task<Result<AnswerParser::Step>> next_step(Connection& connection, AnswerParser& answer);

}  // namespace berth::http
