// Services as one Compose file.
#pragma once

#include <vector>

#include "export/export.h"

namespace berth::exporting {

Exported compose_file(const std::vector<service::Spec>& specs, const Surroundings& around);

}  // namespace berth::exporting
