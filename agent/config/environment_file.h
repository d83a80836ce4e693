// Files of environment variables, read exactly as `docker run --env-file` does.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/problem.h"

namespace berth::config {

// In the order written. A problem names the file and the line, never what is in it.
std::vector<std::pair<std::string, std::string>> read_environment_file(std::string_view text, Problems& problems);

}  // namespace berth::config
