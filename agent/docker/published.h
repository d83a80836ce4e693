// Which running containers have which ports of the host.
#pragma once

#include <string>
#include <vector>

#include "docker/engine.h"
#include "docker/types.h"
#include "service/container.h"

namespace berth::docker {

struct Published {
  ContainerState container;
  std::vector<service::PublishedPort> ports;
};

// Running containers that have one of the ports at some address of the host. Filter `publish` and `Ports` of
// GET /containers/json.
Task<Result<std::vector<Published>>> list_published(Engine& engine, std::vector<service::PublishedPort> any_of);

}  // namespace berth::docker
