// The section Container (and Log): what Docker is to be asked for.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_container(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);
void read_log(Section& section, std::string_view service_name, const Roots& roots, service::Log& log);

}  // namespace berth::config
