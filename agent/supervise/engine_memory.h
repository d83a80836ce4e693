// What the engine's own log has of a container, for what was lost on the way from it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "docker/engine_log.h"
#include "loop/task.h"

namespace berth::supervise {

struct Shared;

// `up_since`: that engine runs since then, and has read all that came, in microseconds since 1970; 0: not known.
struct EngineMemory {
  std::vector<docker::LoggedLine> lines;
  std::uint64_t up_since = 0;
};
using Recall = std::function<Task<Result<EngineMemory>>(std::int64_t since)>;  // microseconds since 1970

// `started`: the container, in microseconds since 1970; 0: not known.
Recall recall_of(Shared& shared, std::string container_id, std::int64_t started);

}  // namespace berth::supervise
