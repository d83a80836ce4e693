// Finds lines of a file of any size without reading all of it: the last ones, and the first one since a moment.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "base/duration.h"
#include "base/result.h"

namespace berth::ctl {

struct Tail {
  off_t begin = 0;          // where its first line begins
  std::uint64_t lines = 0;  // fewer than wanted if that is all there is
};

constexpr std::size_t search_block = 64 * 1024;

// The last `count` lines of the bytes from `begin` to `end`, read from the end. What follows the last newline is a
// line.
Result<Tail> last_lines_of(int fd, off_t begin, off_t end, std::uint64_t count, std::size_t block = search_block);

// Where the first line begins whose time stamp is not before `since` (of 1970), or `end`; lines have to be in the order
// of their times. Lines without one belong to the line before.
Result<off_t> first_line_since(int fd, off_t begin, off_t end, Duration since, std::size_t block = search_block);

// Whether lines begin with a time, as far as the first 64 KiB tell.
Result<bool> has_stamps(int fd, off_t end);

}  // namespace berth::ctl
