#include "supervise/stale_endpoint.h"

#include "support/catch.h"

using berth::supervise::network_of_stale_endpoint;

TEST_CASE("only an endpoint of the container's own name is stale", "[supervise]") {
  CHECK(network_of_stale_endpoint("start web: endpoint with name web already exists in network bridge", "web") ==
        "bridge");
  CHECK(network_of_stale_endpoint("endpoint with name web already exists in network my-net: try again", "web") ==
        "my-net");
  CHECK(network_of_stale_endpoint("endpoint with name other already exists in network bridge", "web").empty());
  CHECK(network_of_stale_endpoint("endpoint with name web.2 already exists in network bridge", "web").empty());
  CHECK(network_of_stale_endpoint("port is already allocated", "web").empty());
}
