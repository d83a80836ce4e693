// Which bytes of which files are the lines that somebody wants to see of a log.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "ctl/log_files.h"

namespace berth::ctl {

constexpr auto all_lines = std::numeric_limits<std::uint64_t>::max();

struct LogChoice {
  std::uint64_t lines = all_lines;       // the last ones
  std::optional<Duration> since, until;  // since 1970; only for files whose lines begin with a time
  bool has_times() const { return since || until; }
};

// What is wanted of the log at `path` and of what it was rotated into, the oldest first. The live file, if there is
// one, is the last of them, also when nothing is wanted of it. An error if times are asked for and the lines have none.
Result<std::vector<LogPiece>> choose(const std::string& path, const LogChoice& choice);

// ErrorKind::cancelled once nobody reads the output any more.
Result<void> put_out_piece(const LogPiece& piece, int out);

}  // namespace berth::ctl
