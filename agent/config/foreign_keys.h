// Keys of Quadlet's section Container that Docker cannot do or Berth does otherwise: each is refused with what to
// write.
#pragma once

#include "config/section.h"

namespace berth::config {

void refuse_foreign_keys(Section& section);

}  // namespace berth::config
