#include "process/run.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "loop/deadline.h"
#include "loop/wakeup.h"

namespace berth::process {

namespace {

class Run {
 public:
  Run(const Executor& executor, Child child, Limits limits)
      : child_(std::move(child)),
        output_(executor, child_.take_output().release()),
        changed_(executor),
        limits_(limits),
        deadline_(executor, limits.time, [this] { stop_waiting(); }) {}
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Task<Result<Ending>> finish() {
    auto watched = child_.watch([this] { stop_waiting(); });
    if (!watched) co_return watched.error();
    co_await read_on();
    while (!is_over()) co_await changed_.wait();
    if (child_.has_ended()) read_rest();
    if (is_too_long()) co_return Error{ErrorKind::limit, fmt::format("wrote more than {} KiB", limits_.output / 1024)};
    if (!child_.has_ended())
      co_return Error{ErrorKind::timeout, fmt::format("did not end within {}", format_duration(limits_.time))};
    co_return Ending{child_.status(), std::move(text_)};
  }

 private:
  bool is_too_long() const { return text_.size() > limits_.output; }
  bool is_over() const { return child_.has_ended() || deadline_.expired() || is_too_long(); }

  // A process that the child left behind may hold its standard output open: the child's end ends the reading, too.
  void stop_waiting() {
    output_.cancel();
    changed_.notify();
  }

  Task<> read_on() {
    constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
    auto block = boost::asio::buffer(block_);
    while (!is_over()) {
      auto [error, count] = co_await output_.async_read_some(block, quietly);
      text_.append(block_, count);
      if (error && error != boost::asio::error::operation_aborted) co_return;  // its end, mostly
    }
  }

  void read_rest() {
    boost::system::error_code error;
    output_.non_blocking(true, error);
    while (!error && !is_too_long()) text_.append(block_, output_.read_some(boost::asio::buffer(block_), error));
  }

  Child child_;
  boost::asio::posix::stream_descriptor output_;
  Wakeup changed_;
  Limits limits_;
  std::string text_;
  char block_[16384];
  Deadline deadline_;
};

}  // namespace

Task<Result<Ending>> run(Executor executor, Command command, Limits limits) {
  try {
    auto child = Child::start(executor, command);
    if (!child) co_return child.error().during("can't be started");
    Run whole(executor, std::move(*child), limits);
    auto ending = co_await whole.finish();
    co_return ending;
  } catch (const boost::system::system_error& thrown) {
    if (thrown.code() == boost::asio::error::operation_aborted) co_return Error{ErrorKind::cancelled, "cancelled"};
    co_return Error{ErrorKind::io, thrown.what()};
  }
}

}  // namespace berth::process
