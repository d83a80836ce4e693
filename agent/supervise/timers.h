// What is to be done later in one state of a service. All of it is called off together, when the state is left.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "base/duration.h"
#include "loop/tasks.h"
#include "loop/wakeup.h"

namespace berth::supervise {

class Timers : public std::enable_shared_from_this<Timers> {
 public:
  using Id = std::uint64_t;

  explicit Timers(Tasks& tasks) : tasks_(tasks) {}

  Id after(Duration pause, std::function<void()> then) {
    auto id = ++last_;
    pending_[id] = tasks_.start("timer", wait_and(shared_from_this(), pause, id, std::move(then)));
    return id;
  }
  bool is_pending(Id id) const { return pending_.contains(id); }
  void cancel() {
    for (const auto& [id, task] : std::exchange(pending_, {})) tasks_.cancel(task);
  }

 private:
  static Task<> wait_and(std::shared_ptr<Timers> self, Duration pause, Id id, std::function<void()> then) {
    co_await sleep(pause);
    if (self->pending_.erase(id) > 0) then();
  }

  Tasks& tasks_;
  std::map<Id, Tasks::Id> pending_;
  Id last_ = 0;
};

}  // namespace berth::supervise
