// The engine's downtimes since the host was booted, also those that only a daemon before this one has seen: systemd
// knows of the last one alone.
#pragma once

#include <string>
#include <vector>

#include "docker/types.h"
#include "supervise/engine_downtime.h"

namespace berth::supervise {

// Why lines may be missing at the end of a container that ended because its engine did.
inline constexpr auto end_with_engine = "the Docker engine went down before the container did";

class EngineHistory {
 public:
  // Kept in the file at `path`, which is to be gone with the host's last boot.
  explicit EngineHistory(std::string path);

  // What systemd says now. One that was open before is over when the engine came back, or went down once more.
  void note(const systemd::Manager::Uptime& engine);
  // A container that ran when the engine went down once, and had ended when it was back; as in EngineDowntime.
  bool covers(std::uint64_t started, std::uint64_t finished) const;

  // Asks systemd, which may hear of an engine's end a moment later than we do.
  Task<> ask(systemd::Manager& systemd);

 private:
  void save() const;

  std::string path_;
  std::vector<EngineDowntime> downtimes_;  // oldest first, bounded
};

Task<bool> ended_with_engine(systemd::Manager& systemd, EngineHistory& history, docker::ContainerState container);

}  // namespace berth::supervise
