// Fetching an image from its registry. Ends when the image is there, when the engine says why not, or in silence.
#pragma once

#include <functional>
#include <string>

#include "base/duration.h"
#include "docker/engine.h"

namespace berth::docker {

using PullObserver = std::function<void(const PullProgress&)>;

struct PullOrder {
  std::string reference;
  std::string registry_auth;  // the X-Registry-Auth header (base64url JSON), or empty; it appears in no error
  std::string platform;       // "linux/arm64"; empty: the engine's own
};

// No limit on the whole; ErrorKind::timeout when nothing comes for `stall_limit`. Breaking off also ends the pull in
// the engine. `engine` and what `observer` refers to must outlive the call.
Task<Result<void>> pull_image(Engine& engine, PullOrder order, PullObserver observer, Duration stall_limit);

}  // namespace berth::docker
