// The networks of a container, and what it is in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::service {

struct Network {
  std::string name;  // or "bridge", "host", "none", "container:NAME", which know nothing of the rest
  std::vector<std::string> aliases;
  std::string ip, ip6;  // empty: what the network has free
  bool operator==(const Network&) const = default;
};

// Whether it is a network that people make, which knows aliases and addresses; "host" and the like are Docker's own.
bool is_own_network(std::string_view name);

// Whether the container has addresses of its own, so that ports can be published: not with host, none and container:.
bool has_own_addresses(const std::vector<Network>& networks);

// Docker's NetworkMode: the first one's name; empty: the engine's default.
std::string network_mode(const std::vector<Network>& networks);

}  // namespace berth::service
