// A program run to its end: bounded in time and output, and nothing of it is left, however it goes.
#pragma once

#include <string>

#include "base/duration.h"
#include "process/child.h"

namespace berth::process {

struct Limits {
  Duration time;
  std::size_t output;
};

struct Ending {
  int status = 0;
  std::string output;
};

// ErrorKind::timeout and ErrorKind::limit if it passes its limits: then it is killed, and so is what it started in its
// process group. What has left that group lives on.
Task<Result<Ending>> run(Executor executor, Command command, Limits limits);

}  // namespace berth::process
