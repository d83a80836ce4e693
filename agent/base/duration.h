// Lengths of time and amounts of memory as people write them, both ways.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace berth {

using Duration = std::chrono::microseconds;

// systemd.time(7) time spans: "90", "1min 30s", "500ms", "2h"; a bare number is seconds. "infinity" is Duration::max().
Result<Duration> parse_duration(std::string_view text);
// The shortest systemd spelling: "1min 30s"; "infinity" for Duration::max().
std::string format_duration(Duration duration);

// Docker's and systemd's sizes: "512", "64k", "512m", "2G", "1.5GB", all of base 1024. Bytes.
Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace berth
