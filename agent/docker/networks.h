// Networks that services name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "docker/engine.h"

namespace berth::docker {

// Makes a bridge unless a network of that name is there, which stays as it is. Whether it was made. The engine may make
// two of one name for callers that ask at the same time: let one finish before the next.
Task<Result<bool>> ensure_network(Engine& engine, std::string name,
                                  std::vector<std::pair<std::string, std::string>> labels);

}  // namespace berth::docker
