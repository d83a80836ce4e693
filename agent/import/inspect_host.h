// The part HostConfig of what `docker inspect` says: what was asked of the host, but for mounts, networks and devices.
#pragma once

#include <boost/json/value.hpp>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

void ask_for_host(const boost::json::value& host, DockerRun& run, Draft& draft);

}  // namespace berth::importing
