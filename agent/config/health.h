// The Health keys and Notify: when a container is well, when it is ready, and what becomes of one that is not well.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_health(Section& section, service::Container& container);

}  // namespace berth::config
