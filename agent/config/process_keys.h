// The section Process: a program of the host as a service.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// `plain` is the section with its specifiers left to systemd, `expanded` the same one with ours replaced: what goes
// into the unit is read from the first, what the program is given by Berth from the second.
void read_process(Section& plain, Section& expanded, std::string_view service_name, const Roots& roots,
                  service::Process& process);

}  // namespace berth::config
