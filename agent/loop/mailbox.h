// A queue with one reader and any number of writers, all on the one thread.
#pragma once

#include <deque>

#include "loop/wakeup.h"

namespace berth {

template <class T>
class Mailbox {
 public:
  explicit Mailbox(const Executor& executor) : wakeup_(executor) {}

  void send(T item) {
    items_.push_back(std::move(item));
    wakeup_.notify();
  }

  Task<T> receive() {
    while (items_.empty()) co_await wakeup_.wait();
    T item = std::move(items_.front());
    items_.pop_front();
    co_return item;
  }

  std::size_t size() const { return items_.size(); }

 private:
  std::deque<T> items_;
  Wakeup wakeup_;
};

}  // namespace berth
