// Whether the ports of the host that a container or a Compose project is to publish are free: known before anything is
// stopped for it.
#pragma once

#include <string>
#include <vector>

#include "service/container.h"
#include "supervise/shared.h"

namespace berth::supervise {

// An error names the port and who has it: another service, a container, or a program of the host. What the service's
// own containers have is free, and so is what cannot be found out: the engine says more when it starts the container.
Task<Result<void>> check_ports(Shared& shared, std::string service, service::Container spec);
Task<Result<void>> check_project_ports(Shared& shared, std::string project, std::vector<service::PublishedPort> ports);

}  // namespace berth::supervise
