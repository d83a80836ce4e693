// The part of a container's description about its mounts. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "service/container.h"

namespace berth::docker {

void put_mounts(boost::json::object& host, const service::Container& spec);

}  // namespace berth::docker
