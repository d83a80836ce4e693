// The part HostConfig of what `docker inspect` says: what was asked of the host.
#pragma once

#include <boost/json/value.hpp>

#include "import/docker_command.h"

namespace berth::importing {

void ask_for_host(const boost::json::value& host, DockerRun& run);

}  // namespace berth::importing
