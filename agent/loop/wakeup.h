// "Look again": level-triggered, so that a call between two waits is never lost. One waiter.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "base/duration.h"
#include "loop/task.h"

namespace berth {

class Wakeup {
 public:
  explicit Wakeup(const Executor& executor);

  void notify();
  // Returns at the next notify(), or at once if one came since the last wait.
  Task<> wait();
  // The same, but no longer than `limit`; says whether it was notified.
  Task<bool> wait_for(Duration limit);

 private:
  boost::asio::steady_timer timer_;
  bool pending_ = false;
};

// Pauses the calling coroutine.
Task<> sleep(Duration duration);

}  // namespace berth
