// gzip, from one open file to another, 64 KiB at a time; the only place that sees zlib.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace berth::logs {

// Reads to the end; returns how many bytes that were. Neither file is synced or closed.
Result<std::uint64_t> gzip(int from, int to);

}  // namespace berth::logs
