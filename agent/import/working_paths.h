// Paths of `docker run` that begin where the command itself runs.
#pragma once

#include <string>

#include "import/docker_command.h"

namespace berth::importing {

// Makes them absolute: a file by its name alone, too, a volume only if it begins with a dot.
void resolve_paths(const std::string& folder, DockerRun& run);

}  // namespace berth::importing
