// The section Schedule: when a service is to run, for its timer unit.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Nothing if there is no such section.
void read_schedule(Section& section, bool is_given, std::optional<service::Schedule>& schedule);

}  // namespace berth::config
