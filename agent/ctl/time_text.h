// Points in time as text: those that log lines begin with, and those that people type. All count from 1970, in UTC.
#pragma once

#include <optional>
#include <string_view>

#include "base/duration.h"

namespace berth::ctl {

// A stamp_of needs no more of a line than this.
constexpr std::size_t longest_stamp = 64;

// The time of "2026-11-21T06:43:00.123456Z text" or of {"time":"2026-11-21T06:43:00.123456Z", …}.
std::optional<Duration> stamp_of(std::string_view line);

// "2026-11-21", "2026-11-21 06:43[:00[.5]]" (local time, or with T, Z, UTC or +01:00), "06:43", "now", "today",
// "yesterday",
// "@1795243380", and spans before now: "10m", "-10m", "1h 30min ago". Nothing if it is none of these.
std::optional<Duration> parse_moment(std::string_view text, Duration now);

}  // namespace berth::ctl
