// Bytes of log files: read at a place, and put out exactly as they are.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace berth::ctl {

// How many of `size` bytes there were; fewer only where the file ends.
Result<std::size_t> read_at(int fd, char* to, std::size_t size, off_t at);

// Both fail with ErrorKind::cancelled once nobody reads the output any more: an end, and nothing to complain of.
Result<void> put_out(std::string_view bytes, int out);
// From `begin` to `end`, or to where the file ends before; returns how far it came.
Result<off_t> put_out_file(int fd, off_t begin, off_t end, int out);

}  // namespace berth::ctl
