// What the steps of a service tell it while they are under way.
#pragma once

#include <functional>
#include <string>

#include "base/duration.h"

namespace berth::supervise {

struct StepCallbacks {
  // Progress within a step: a line for people, and for how long systemd may wait for the next one (0: as before).
  std::function<void(const std::string& text, Duration patience)> progress;
  // Something may have happened to the container.
  std::function<void()> look_again;
  // The container that starts now talks to systemd over a socket at this path.
  std::function<void(const std::string& path)> listen;
};

}  // namespace berth::supervise
