#include "loop/gate.h"

#include <algorithm>

namespace berth {

Task<Gate::Place> Gate::enter() {
  if (free_ > 0) {
    --free_;
    co_return Place(*this);
  }
  Waiter waiter(executor_);
  waiting_.push_back(&waiter);
  try {
    co_await waiter.turn.wait();
  } catch (...) {
    std::erase(waiting_, &waiter);
    if (waiter.has_place) leave();
    throw;
  }
  co_return Place(*this);
}

void Gate::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  auto* next = waiting_.front();
  waiting_.pop_front();
  next->has_place = true;
  next->turn.notify();
}

}  // namespace berth
