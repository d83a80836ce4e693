// PidMode, IpcMode, UTSMode, UserNS and CgroupnsMode: which of its namespaces a container shares, in the Engine's
// words.
#pragma once

#include "config/section.h"
#include "service/container.h"

namespace berth::config {

// After the network's keys: a host name can't be given to the host's.
void read_namespaces(Section& section, service::Container& container);

}  // namespace berth::config
