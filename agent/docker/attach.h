// A container's output as it is written, as the frames that Demux takes apart.
#pragma once

#include <string>

#include "base/unique_fd.h"
#include "docker/engine.h"

namespace berth::docker {

// A non-blocking socket that carries standard output and error from now on, nothing of before. It reads as ended when
// the container stops. Attach before the start, and not a byte is missed.
Task<Result<UniqueFd>> attach(Engine& engine, std::string id);

}  // namespace berth::docker
