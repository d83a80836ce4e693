// A one-off `docker run` of a unit, before its service: PreRun.
#pragma once

#include <string>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

// `run` is what the service itself is told; whatever is no PreRun of it is left out with a reason.
void carry_pre_run(const std::string& origin, bool may_fail, const DockerCall& call, const DockerRun& run,
                   Draft& draft);

// "image" and "docker.io/library/image:latest" are the same.
bool is_same_image(const std::string& one, const std::string& other);

}  // namespace berth::importing
