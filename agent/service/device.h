// Hardware that a container may use.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/place.h"

namespace berth::service {

struct Device {
  std::string host, container;      // paths
  std::string permissions = "rwm";  // read, write, mknod
  bool optional = false;            // left out where the host has none
  Place place;
  bool operator==(const Device&) const = default;
};

struct GpuRequest {
  std::string driver;
  std::optional<int> count;  // -1: all; absent where single ones are named
  std::vector<std::string> device_ids;
  std::vector<std::string> capabilities = {"gpu"};
  std::vector<std::pair<std::string, std::string>> options;
  bool operator==(const GpuRequest&) const = default;
};

}  // namespace berth::service
