// The timer unit of a service that has a Schedule, as text: a pure function of its descriptor.
#pragma once

#include <string>

#include "service/spec.h"

namespace berth::systemd {

std::string timer_text(const service::Spec& spec);

}  // namespace berth::systemd
