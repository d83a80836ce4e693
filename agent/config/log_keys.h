// The section Log: where a container's lines go, in which form, and what becomes of files that have grown.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_log(Section& section, std::string_view service_name, const Roots& roots, service::Log& log);

}  // namespace berth::config
