// The section Container: what Docker is to be asked for.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_container(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);

// The key Environment. The values are secrets.
void read_environment(Section& section, std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace berth::config
