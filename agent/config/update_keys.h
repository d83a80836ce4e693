// The section Update: when an image counts as good, and what becomes of one that does not.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_update(Section& section, service::Update& update);

}  // namespace berth::config
