// Units that systemd stops together with another one: who stops that has to start them again.
#pragma once

#include <string>
#include <vector>

#include "ctl/client.h"
#include "ctl/manifest.h"

namespace berth::ctl {

// Those that are up, and those that go with them in turn; at most a thousand.
Result<std::vector<std::string>> active_dependents(Client& client, const std::string& unit);

// What can't be started again is told, and keeps none of the others from it.
void start_dependents(Client& client, const Manifest& manifest);

}  // namespace berth::ctl
