// What the child process `berthd --compress FILE` does. It makes FILE.gz.tmp and leaves FILE alone: the daemon, which
// also rotates, puts the one in place of the other, so that no rotation can come between.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::logs {

// Which file the child read and how much of it: by the time it ends, the name may be another's.
struct Compressed {
  std::uint64_t inode = 0, size = 0;
  bool operator==(const Compressed&) const = default;
};

// The compressed file is on the disk, with mode, owner and time of FILE, when this returns well; else it is not there.
Result<Compressed> compress_file(const std::string& path);

// Takes only what the processor and the disk have left over; prints a Compressed, or why not. Returns the exit status.
int compress_command(const std::string& path);
std::optional<Compressed> parse_compressed(std::string_view printed);

}  // namespace berth::logs
