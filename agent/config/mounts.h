// Config, Volume, Tmpfs and EnvironmentFile: what a container sees of the host's files.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Fills in mounts, tmpfs and environment_files of `container`; two mounts on one target are a problem.
void read_mounts(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);

}  // namespace berth::config
