#include "loop/wakeup.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace berth {

namespace {
constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
}

Wakeup::Wakeup(const Executor& executor) : timer_(executor) {}

void Wakeup::notify() {
  pending_ = true;
  timer_.cancel();
}

Task<> Wakeup::wait() {
  while (!pending_) {
    timer_.expires_at(boost::asio::steady_timer::time_point::max());
    co_await timer_.async_wait(quietly);
  }
  pending_ = false;
}

Task<bool> Wakeup::wait_for(Duration limit) {
  if (!pending_) {
    timer_.expires_after(limit);
    co_await timer_.async_wait(quietly);
  }
  bool notified = std::exchange(pending_, false);
  co_return notified;
}

Task<> sleep(Duration duration) {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace berth
