// A unit around `docker run`, as people write it by hand.
#pragma once

#include "export/export.h"

namespace berth::exporting {

Exported docker_unit(const service::Spec& spec, const Surroundings& around);

}  // namespace berth::exporting
