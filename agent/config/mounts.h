// Config, Volume, Tmpfs and EnvironmentFile: what a container sees of the host's files.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Fills in mounts, tmpfs and environment_files of `container`; two mounts on one target are a problem.
void read_mounts(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);

// The key EnvironmentFile.
void read_environment_files(const Field& field, std::string_view service_name, const Roots& roots,
                            std::vector<service::EnvironmentFile>& files);

}  // namespace berth::config
