// The keys of Container about its network: ports, the network itself, its names and addresses there, and DNS.
#pragma once

#include "config/section.h"
#include "service/container.h"

namespace berth::config {

void read_network(Section& section, service::Container& container);

// Whether it is a network that people make, which knows aliases and addresses; "host" and the like are Docker's own.
bool is_own_network(std::string_view network);

}  // namespace berth::config
