// One container's output on its way from the engine's attach socket to the service's sink.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/unique_fd.h"
#include "logs/sink.h"
#include "loop/tasks.h"

namespace berth::supervise {

class Output {
 public:
  // `ended` is called once, when the stream is over (or broken) and everything has been written.
  Output(Tasks& tasks, UniqueFd socket, std::unique_ptr<logs::Sink> sink, std::function<void()> ended);
  // What has not been read yet is dropped.
  ~Output();

  bool has_ended() const;
  // Returns when the stream is over, or after `limit`: so that the last lines come before the word of the end.
  Task<> drained(Duration limit);

 private:
  struct State;
  static Task<> pump(std::shared_ptr<State> state);

  Tasks& tasks_;
  std::shared_ptr<State> state_;
  Tasks::Id pump_ = 0;
};

}  // namespace berth::supervise
