// An engine that was killed can keep the network endpoint of a container that is gone: nothing of that name can be
// started until somebody removes it. Here it is removed, once the engine complains of it, and only by the name of our
// own.
#pragma once

#include <string>
#include <string_view>

#include "docker/engine.h"

namespace berth::supervise {

// The network of which the engine says that it "already has an endpoint with name `container`"; empty if it says
// something else.
std::string network_of_stale_endpoint(std::string_view complaint, std::string_view container);

// Whether the container `id`, which has that name and could not be started for this reason, may be started again.
Task<bool> remove_stale_endpoint(docker::Engine& engine, std::string id, std::string name, std::string complaint);

}  // namespace berth::supervise
