// Volumes that services name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "docker/engine.h"

namespace berth::docker {

struct VolumeOrder {
  std::string name;
  std::string driver;  // empty: the engine's own
  std::vector<std::pair<std::string, std::string>> options, labels;
};

// Makes it unless one of that name is there, which stays as it is, whatever the order says. Whether it was made.
Task<Result<bool>> ensure_volume(Engine& engine, VolumeOrder order);

}  // namespace berth::docker
