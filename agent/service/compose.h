// What a descriptor says of a Compose project, which is one service of several containers: plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "service/container.h"

namespace berth::service {

// How long a stop may take whose containers have their own times in the compose file.
inline constexpr Duration usual_project_stop = std::chrono::minutes(2);

struct Compose {
  std::string project;                     // its name: what Compose puts before those of containers and networks
  std::vector<EnvironmentFile> files;      // compose files; each must exist
  std::vector<EnvironmentFile> env_files;  // for Compose itself, which fills in ${…} from them
  std::vector<std::string> profiles;
  PullPolicy pull = PullPolicy::newer;  // never: not here
  ReadyWhen ready_when = ReadyWhen::started;
  std::optional<Duration> stop_timeout;  // of each container; not said: as the compose file says
  bool operator==(const Compose&) const = default;
};

}  // namespace berth::service
