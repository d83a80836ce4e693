// A container's places in networks.
#pragma once

#include <string>

#include "docker/engine.h"

namespace berth::docker {

// Removes the endpoint `container` from a network, also if no container of that name is there any more.
Task<Result<void>> disconnect_by_force(Engine& engine, std::string network, std::string container);

}  // namespace berth::docker
