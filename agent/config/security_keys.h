// The keys of Container about what its processes may do.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/container.h"

namespace berth::config {

void read_security(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);

}  // namespace berth::config
