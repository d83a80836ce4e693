// The keys of a Compose service whose items have forms of their own: ports, devices, env_file, ulimits and logging.
#pragma once

#include "import/compose_project.h"

namespace berth::importing {

// Whether `key` is one of those.
bool carry_items(const std::string& key, const Node& value, const Carrying& to);

}  // namespace berth::importing
