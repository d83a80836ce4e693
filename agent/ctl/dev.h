// dev: runs a service's command on this machine, without Docker and without berthd.
#pragma once

#include <string>
#include <vector>

namespace berth::ctl {

struct DevOptions {
  std::string path;                    // of the descriptor
  std::string root;                    // in place of /root; empty: the descriptor's folder
  std::vector<std::string> arguments;  // what to run; empty: what the descriptor says
};

int dev(const DevOptions& options);

}  // namespace berth::ctl
