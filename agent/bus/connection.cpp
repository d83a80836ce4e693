#include "bus/connection.h"

#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace berth::bus {

namespace {

using boost::asio::posix::stream_descriptor;

// A descriptor that only borrows sd-bus' fd.
struct Borrowed {
  Borrowed(const Executor& executor, int fd) : descriptor(executor, fd) {}
  ~Borrowed() { descriptor.release(); }
  stream_descriptor descriptor;
};

Duration until(std::uint64_t monotonic_usec) {
  if (monotonic_usec == UINT64_MAX) return std::chrono::hours(24 * 365);
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::max(Duration(0), Duration(monotonic_usec) - std::chrono::duration_cast<Duration>(now));
}

}  // namespace

Connection::Connection(const Executor& executor, BusPtr bus)
    : executor_(executor), bus_(std::move(bus)), wakeup_(executor) {}

Result<BusPtr> Connection::open_system() {
  sd_bus* opened = nullptr;
  int r = sd_bus_open_system(&opened);
  if (r < 0) return from_return(r, "connect to the system bus");
  return BusPtr(opened);
}

Task<Error> Connection::run() {
  constexpr int fair_share = 32;  // messages before others on the loop get their turn
  while (true) {
    int handled = 0;
    int r = 0;
    while (handled++ < fair_share && (r = sd_bus_process(bus_.get(), nullptr)) > 0) continue;
    if (r < 0) co_return from_return(r, "D-Bus connection");
    if (r > 0) {
      co_await boost::asio::post(executor_, boost::asio::use_awaitable);
      continue;
    }
    co_await wait_until_due();
  }
}

Task<> Connection::wait_until_due() {
  int events = sd_bus_get_events(bus_.get());
  std::uint64_t due = 0;
  if (events < 0 || sd_bus_get_timeout(bus_.get(), &due) < 0) co_return;  // closed: sd_bus_process will say so

  auto borrowed = std::make_shared<Borrowed>(executor_, sd_bus_get_fd(bus_.get()));
  auto look_again = [this, borrowed](boost::system::error_code error) {
    if (error != boost::asio::error::operation_aborted) wakeup_.notify();
  };
  if ((events & POLLIN) != 0) borrowed->descriptor.async_wait(stream_descriptor::wait_read, look_again);
  if ((events & POLLOUT) != 0) borrowed->descriptor.async_wait(stream_descriptor::wait_write, look_again);
  co_await wakeup_.wait_for(until(due));
  borrowed->descriptor.release();  // ends both waits; their handlers only see operation_aborted
}

}  // namespace berth::bus
