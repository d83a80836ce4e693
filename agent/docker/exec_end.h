// Ends a command in a container that goes on and on: the engine knows no way to do so, but says which process it is.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace berth::docker {

// Whether the lines of a /proc/PID/cgroup are those of a process in the container of this id (64 hexadecimal digits).
bool is_in_container(std::string_view cgroup, std::string_view container_id);

// Kills the process and its group, if it is there and in that container; nothing else is ever touched.
Result<void> end_command(std::int64_t pid, std::string_view container_id);

}  // namespace berth::docker
