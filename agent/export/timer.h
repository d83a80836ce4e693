// The timer of a job, for the unit or Quadlet beside it.
#pragma once

#include <string>

#include "service/spec.h"

namespace berth::exporting {

std::string timer(const service::Spec& spec);

}  // namespace berth::exporting
