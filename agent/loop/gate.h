// Lets in so many at a time; the others wait, in the order they came.
#pragma once

#include <deque>
#include <memory>

#include "loop/task.h"
#include "loop/wakeup.h"

namespace berth {

class Gate {
 public:
  Gate(const Executor& executor, int places) : executor_(executor), free_(places) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // A place, given back when it goes out of scope. The gate must outlive it.
  class Place {
   public:
    explicit Place(Gate& gate) : gate_(&gate) {}
    Place(Place&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (gate_ != nullptr) gate_->leave();
    }

   private:
    Gate* gate_;
  };

  // A coroutine that is cancelled while it waits gives its turn to the next one.
  Task<Place> enter();

 private:
  struct Waiter {
    explicit Waiter(const Executor& executor) : turn(executor) {}
    Wakeup turn;
    bool has_place = false;
  };

  void leave();

  Executor executor_;
  int free_;
  std::deque<Waiter*> waiting_;
};

}  // namespace berth
