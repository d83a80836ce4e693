// Runs a command in a running container and waits for its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/duration.h"
#include "docker/engine.h"

namespace berth::docker {

struct Execution {
  std::vector<std::string> command;
  std::string working_dir;  // empty: the container's
  Duration limit;
};

struct Executed {
  static constexpr std::size_t most_output = 8192;

  std::int64_t status = 0;
  std::string output;  // the end of what it printed, on both streams
};

// After `limit` the command is killed: ErrorKind::timeout, which says whether that could be done.
Task<Result<Executed>> run_in_container(Engine& engine, std::string id, Execution execution);

}  // namespace berth::docker
