// The sections Unit, Service and Install: systemd's own keys, which go into the unit as they are. No value that comes
// out of here can end its line or begin another.
#pragma once

#include <string>
#include <string_view>

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Fill in description, unit (without Description), service and install of `spec`. StartLimit keys go to unit. Which
// keys Service may have depends on whether `spec` is a process.
void read_unit(Section& section, service::Spec& spec);
void read_service(Section& section, service::Spec& spec);

// Why a text can't be a value in a unit file; empty if it can.
std::string trouble_as_unit_value(std::string_view text);
void read_install(Section& section, service::Spec& spec);

}  // namespace berth::config
