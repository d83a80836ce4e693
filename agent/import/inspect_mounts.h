// What `docker inspect` says of a container's mounts.
#pragma once

#include <boost/json/value.hpp>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

// `image` is the Config of the image, or nothing.
void ask_for_mounts(const boost::json::value& whole, const boost::json::value* image, DockerRun& run, Draft& draft);

}  // namespace berth::importing
