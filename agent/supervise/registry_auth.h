// The credentials for an image's registry, as the engine wants them in a header. They appear nowhere else.
#pragma once

#include <string>

#include "supervise/shared.h"

namespace berth::supervise {

// Empty: none are known, and none are sent. `auth_file` is the service's own, or empty.
Task<Result<std::string>> registry_auth(Shared& shared, std::string auth_file, std::string reference);

}  // namespace berth::supervise
