// Runs a command in a running container and waits for its end. What it prints is dropped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/duration.h"
#include "docker/engine.h"

namespace berth::docker {

// The exit status. After `limit` ErrorKind::timeout; the engine knows no way to end the command then, so it goes on.
Task<Result<std::int64_t>> run_in_container(Engine& engine, std::string id, std::vector<std::string> command,
                                            Duration limit);

}  // namespace berth::docker
