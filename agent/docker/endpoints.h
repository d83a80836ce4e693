// A container's places in networks.
#pragma once

#include <string>

#include "docker/engine.h"
#include "service/network.h"

namespace berth::docker {

// Of a container that does not run yet, from its next start on.
Task<Result<void>> connect_to_network(Engine& engine, service::Network network, std::string container);

// Removes the endpoint `container` from a network, also if no container of that name is there any more.
Task<Result<void>> disconnect_by_force(Engine& engine, std::string network, std::string container);

}  // namespace berth::docker
