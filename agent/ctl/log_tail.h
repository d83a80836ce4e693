// The last lines of a service's log file, at a price that does not depend on how large the file is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::ctl {

// At most `count` lines, the oldest first, from the last 64 KiB of a regular file; links are not followed.
Result<std::vector<std::string>> last_lines(const std::string& path, std::size_t count);

// A line as a terminal may have it: no colours, a tab as a blank, other control characters as \xNN, and always UTF-8.
std::string harmless(std::string_view line, std::size_t longest);

}  // namespace berth::ctl
