// What `docker inspect` says of devices: which a container gets, and how fast it may use them.
#pragma once

#include <boost/json/value.hpp>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

void ask_for_devices(const boost::json::value& host, DockerRun& run, Draft& draft);

}  // namespace berth::importing
