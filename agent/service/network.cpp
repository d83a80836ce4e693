#include "service/network.h"

namespace berth::service {

bool is_own_network(std::string_view name) {
  return !name.empty() && name != "bridge" && name != "default" && name != "host" && name != "none" &&
         !name.starts_with("container:");
}

bool has_own_addresses(const std::vector<Network>& networks) {
  auto mode = network_mode(networks);
  return mode != "host" && mode != "none" && !mode.starts_with("container:");
}

std::string network_mode(const std::vector<Network>& networks) {
  return networks.empty() ? "" : networks.front().name;
}

}  // namespace berth::service
