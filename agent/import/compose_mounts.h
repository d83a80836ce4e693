// The keys of a Compose service that are about volumes, ports, files, networks, limits and logs: each has forms of its
// own.
#pragma once

#include <string>

#include "import/compose_service.h"
#include "import/docker_command.h"

namespace berth::importing {

// Whether `key` is one of those.
bool ask_for_mount_or_network(const std::string& key, const Node& value, const Project& project, Draft& draft,
                              DockerRun& run);

}  // namespace berth::importing
