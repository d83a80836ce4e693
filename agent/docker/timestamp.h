// The engine's points in time. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace berth::docker {

// RFC 3339 in UTC ("2026-11-20T10:04:05.123456789Z") as microseconds since 1970; 0 for what is none, and for the
// engine's "never" (year 1).
std::int64_t unix_usec(const std::string& rfc3339);

}  // namespace berth::docker
