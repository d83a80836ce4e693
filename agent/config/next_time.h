// When a calendar expression comes next: systemd's own answer, without asking systemd.
#pragma once

#include <optional>

#include "base/duration.h"
#include "config/calendar.h"

namespace berth::config {

// The first moment after `time`, both in microseconds since 1970; nothing if there is none. It takes over the process's
// time zone meanwhile, as Zone says.
std::optional<Duration> next_after(const Calendar& calendar, Duration time);

}  // namespace berth::config
