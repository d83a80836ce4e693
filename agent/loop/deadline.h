// Calls `expire` once if it still lives after `limit`: the time limit of whatever owns the resource that `expire`
// cancels.
#pragma once

#include <functional>
#include <memory>

#include "base/duration.h"
#include "loop/task.h"

namespace berth {

class Deadline {
 public:
  Deadline(const Executor& executor, Duration limit, std::function<void()> expire);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline();

  // Starts the limit anew: for rules about silence, not about the whole.
  void extend(Duration limit);
  bool expired() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace berth
