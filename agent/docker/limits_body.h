// The part of a container's description about what it may use and do: limits, devices, rights. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "service/container.h"

namespace berth::docker {

void put_limits(boost::json::object& host, const service::Container& spec);
void put_namespaces(boost::json::object& host, const service::Namespaces& shared);

}  // namespace berth::docker
