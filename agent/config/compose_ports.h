// The ports of the host that a Compose project publishes, as `docker compose config` prints it with all variables
// filled in. What only Compose can decide (which port of a range it takes, what the engine picks) is left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/container.h"

namespace berth::config {

// Of the services that have no profile, or one of `profiles`. Warnings in front of the file are passed over; of a text
// that is no such file, nothing.
std::vector<service::PublishedPort> compose_ports(std::string_view printed, const std::vector<std::string>& profiles);

}  // namespace berth::config
