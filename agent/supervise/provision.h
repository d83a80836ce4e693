// What a container needs in the engine before it can be made: the volumes and networks that its descriptor names.
#pragma once

#include <string>

#include "service/container.h"
#include "supervise/shared.h"

namespace berth::supervise {

// Makes those that are missing, with the service's label, and says so in the log. Nobody of us ever removes one: what
// is in a volume is worth more than a tidy list.
Task<Result<void>> provision(Shared& shared, std::string service, service::Container spec);

}  // namespace berth::supervise
