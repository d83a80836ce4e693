// Starts coroutines that nobody awaits, tells what they throw, and can cancel them: the only user of co_spawn.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "loop/task.h"

namespace berth {

class Tasks {
 public:
  using Id = std::uint64_t;

  explicit Tasks(Executor executor);
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  // Cancels what still runs. The coroutines must not outlive what they refer to: run the loop until empty() first.
  ~Tasks();

  const Executor& executor() const { return executor_; }

  // `name` appears in the log when the task throws. The task begins at the loop's next turn.
  Id start(std::string name, Task<> task);
  // The task's current wait ends with operation_aborted. A task that is gone already is fine.
  void cancel(Id id);
  void cancel_all();
  bool empty() const;

 private:
  struct Running;
  Executor executor_;
  std::shared_ptr<Running> running_;  // shared with the completions, which may come after the last cancel
  Id next_ = 1;
};

}  // namespace berth
