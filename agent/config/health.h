// The Health keys.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Nothing if no such key was given.
std::optional<service::HealthCheck> read_health(Section& section);

}  // namespace berth::config
