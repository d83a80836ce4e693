// The keys of Container that bound what it may use, and its kernel settings.
#pragma once

#include "config/section.h"
#include "service/container.h"

namespace berth::config {

void read_resources(Section& section, service::Container& container);

}  // namespace berth::config
