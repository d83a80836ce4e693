// What the watch for fixes asks a registry about.
#pragma once

#include <string>
#include <vector>

#include "service/container.h"

namespace berth::supervise {

// A service that waits for its image's name to mean something else than these digests.
struct FixWish {
  service::Container container;
  std::vector<std::string> known_digests;
};

}  // namespace berth::supervise
