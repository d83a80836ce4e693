// A container as the engine describes it, to our struct. Pure; for this room.
#pragma once

#include <boost/json/value.hpp>

#include "base/result.h"
#include "docker/types.h"

namespace berth::docker {

Result<ContainerState> read_inspected(const boost::json::value& json);
Result<ContainerState> read_listed(const boost::json::value& json);

}  // namespace berth::docker
