// The keys of Container that give it hardware of the host.
#pragma once

#include "config/section.h"
#include "service/container.h"

namespace berth::config {

void read_devices(Section& section, service::Container& container);

}  // namespace berth::config
