// Builds every part of berthd in order, and takes them down in reverse.
#pragma once

#include <string>

#include "config/settings.h"

namespace berth::daemon {

struct Options {
  std::string settings_path = "/etc/berth/agent.yaml";
  std::string holder = "/usr/libexec/berth-hold";
};

// Runs until SIGTERM or SIGINT; the exit status. Containers and holders go on without us.
int run(const Options& options);

}  // namespace berth::daemon
