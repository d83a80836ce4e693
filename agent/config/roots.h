// The two folders that relative paths in a descriptor start from.
#pragma once

#include <string>

namespace berth::config {

struct Roots {
  std::string config_root = "/root", log_root = "/root/var/log";
};

}  // namespace berth::config
