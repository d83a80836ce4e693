#include "docker/network_body.h"

#include <boost/json/serialize.hpp>

#include "support/catch.h"

using namespace berth;
namespace json = boost::json;

TEST_CASE("names and addresses in a network are of the endpoint", "[docker]") {
  service::Container spec;
  CHECK(docker::networking_config(spec).empty());
  spec.networks = {{"back", {}, "", ""}};
  CHECK(docker::networking_config(spec).empty());
  spec.networks.front().aliases = {"api"};
  CHECK(json::serialize(docker::networking_config(spec)) == R"({"EndpointsConfig":{"back":{"Aliases":["api"]}}})");
  spec.networks.front().ip = "10.1.0.5";
  spec.networks.front().ip6 = "fd00::5";
  CHECK(json::serialize(docker::networking_config(spec)) ==
        R"({"EndpointsConfig":{"back":{"Aliases":["api"],)"
        R"("IPAMConfig":{"IPv4Address":"10.1.0.5","IPv6Address":"fd00::5"}}}})");
}

TEST_CASE("the container's own resolver settings are the host's business", "[docker]") {
  service::Container spec;
  spec.dns = {"1.1.1.1"};
  spec.dns_search = {"."};
  spec.dns_options = {"ndots:2"};
  json::object host;
  docker::put_network(host, spec);
  CHECK(json::serialize(host) == R"({"Dns":["1.1.1.1"],"DnsSearch":["."],"DnsOptions":["ndots:2"]})");
}

TEST_CASE("an exposed port is bound to nothing", "[docker]") {
  service::Container spec;
  spec.ports = {{"", 8080, 80, "tcp"}};
  spec.exposed = {{"", 0, 80, "tcp"}, {"", 0, 53, "udp"}};
  json::object host;
  docker::put_network(host, spec);
  CHECK(json::serialize(docker::exposed_ports(spec)) == R"({"80/tcp":{},"53/udp":{}})");
  CHECK(json::serialize(host) == R"({"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}})");
}
