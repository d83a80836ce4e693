// What `docker inspect` says of a container's networks and ports.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

// `all` is the whole input, where another container may have its name; `image` is the Config of the image, or nothing.
void ask_for_network(const boost::json::value& whole, const boost::json::value* image, const boost::json::array& all,
                     DockerRun& run, Draft& draft);

}  // namespace berth::importing
