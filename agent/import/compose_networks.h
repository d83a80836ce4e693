// The networks of a Compose service, and what the others call it there.
#pragma once

#include "import/compose_project.h"

namespace berth::importing {

// `service` with its networks or network_mode, or the network that Compose makes for all that name none.
void carry_networks(const Node& service, const Carrying& to);

}  // namespace berth::importing
