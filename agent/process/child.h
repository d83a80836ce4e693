// A program that was started beside us, in a process group of its own; the only place that sees Boost.Process. Nobody
// ever waits for it: when its owner goes, the group is killed, and the child is reaped when the loop hears of its end.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "loop/task.h"

namespace berth::process {

struct Command {
  std::string path;  // absolute
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  // all of it
  std::string input;                               // all of standard input: at most 4 KiB
  bool keeps_errors = false;                       // what it writes to standard error comes with its standard output
};

class Child {
 public:
  // What it writes to standard error goes nowhere, unless the command says otherwise. That a program can't be run shows
  // in its status.
  static Result<Child> start(const Executor& executor, const Command& command);
  Child(Child&&) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  // Calls `on_end` once, on the loop, when the child has ended; no more when the owner is gone. To be asked for once.
  Result<void> watch(std::function<void()> on_end);

  UniqueFd take_output() { return std::move(output_); }  // where to read its standard output
  bool has_ended() const;
  // As a shell has it: 127 not found, 126 not to be run, 128 and more for a signal.
  int status() const;

 private:
  class Leader;
  Child(std::shared_ptr<Leader> leader, UniqueFd output);

  std::shared_ptr<Leader> leader_;  // shared with the wait for its end, which may be longer than the owner's life
  UniqueFd output_;
};

}  // namespace berth::process
