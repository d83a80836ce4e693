// A Quadlet for Podman.
#pragma once

#include "export/export.h"

namespace berth::exporting {

Exported quadlet(const service::Spec& spec, const Surroundings& around);

}  // namespace berth::exporting
