// A time when the engine was down, and which containers it took with it. Pure.
#pragma once

#include <cstdint>

#include "systemd/manager.h"

namespace berth::supervise {

// An engine without live-restore stops its containers when it is stopped, and kills them when it comes back after it
// was killed itself. Times in microseconds since 1970.
struct EngineDowntime {
  std::uint64_t begun = 0;  // 0: it has not been down
  std::uint64_t over = 0;   // 0: it is down still

  // A container that ran when the engine went down, and had ended when it was back.
  bool covers(std::uint64_t started, std::uint64_t finished) const;
  bool operator==(const EngineDowntime&) const = default;
};

EngineDowntime last_downtime(const systemd::Manager::Uptime& engine);

// An engine that comes up takes what ran on for running also where containerd goes down before it has said where its
// output is: nobody reads that then, until the engine comes up once more. Of containerd only the last end is known.
bool may_not_read(const systemd::Manager::Uptime& engine, const systemd::Manager::Uptime& containerd,
                  std::uint64_t started);

}  // namespace berth::supervise
