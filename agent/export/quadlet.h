// A Quadlet for Podman.
#pragma once

#include "export/export.h"

namespace berth::exporting {

Exported quadlet(const service::Spec& spec, const Surroundings& around);

// The .network files of the networks that somebody has to make.
std::vector<Exported> quadlet_networks(const std::vector<service::Spec>& specs);

}  // namespace berth::exporting
