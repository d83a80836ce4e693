// The sections Unit, Service and Install: systemd's own keys, which go into the unit as they are. No value that comes
// out of here can end its line or begin another.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Fill in description, unit (without Description), service and install of `spec`. StartLimit keys go to unit.
void read_unit(Section& section, service::Spec& spec);
void read_service(Section& section, service::Spec& spec);
void read_install(Section& section, service::Spec& spec);

}  // namespace berth::config
