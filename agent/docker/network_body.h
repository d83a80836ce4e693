// The part of a container's description about its network. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "service/container.h"

namespace berth::docker {

void put_network(boost::json::object& host, const service::Container& spec);
boost::json::object exposed_ports(const service::Container& spec);
// Of the first network: engines before API 1.44 take no more when a container is made.
boost::json::object networking_config(const service::Container& spec);
boost::json::object endpoint_config(const service::Network& network);

}  // namespace berth::docker
