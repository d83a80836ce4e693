#include "service/network.h"

#include "support/catch.h"

using namespace berth::service;

TEST_CASE("Docker's own networks are none that people make", "[service]") {
  for (const auto* name : {"", "bridge", "default", "host", "none", "container:web"}) CHECK_FALSE(is_own_network(name));
  for (const auto* name : {"back", "hosts", "container"}) CHECK(is_own_network(name));
}

TEST_CASE("the first network is the mode, and some leave a container no address", "[service]") {
  CHECK(network_mode({}).empty());
  CHECK(network_mode({{"back", {}, "", ""}, {"front", {}, "", ""}}) == "back");
  CHECK(has_own_addresses({}));
  CHECK(has_own_addresses({{"bridge", {}, "", ""}}));
  for (const auto* name : {"host", "none", "container:web"}) CHECK_FALSE(has_own_addresses({{name, {}, "", ""}}));
}
