// A client's end of a Unix socket with a time limit on whatever it does. For this room's own use.
#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
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
  // The same, but it stays in the socket until drop() takes that many bytes out.
  Task<Result<std::string_view>> peek();
  Result<void> drop(std::size_t count);

  // Gives the socket away, non-blocking; the limit ends.
  Result<UniqueFd> release();

 private:
  Task<Result<std::string_view>> receive_with(int flags);
  Error explain(const boost::system::error_code& error, std::string_view attempt) const;

  boost::asio::local::stream_protocol::socket socket_;
  std::optional<Deadline> deadline_;
  Duration limit_ = Duration::max();
  std::array<char, 16 * 1024> buffer_;
};

}  // namespace berth::http
