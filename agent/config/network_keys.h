// The keys of Container about its network: ports, the network itself, its names and addresses there, and DNS.
#pragma once

#include "config/section.h"
#include "service/container.h"

namespace berth::config {

void read_network(Section& section, service::Container& container);

}  // namespace berth::config
