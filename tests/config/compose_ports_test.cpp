#include "config/compose_ports.h"

#include <fmt/ranges.h>

#include "support/catch.h"

using namespace berth;

namespace {

// "address:host:container/protocol" each.
std::vector<std::string> ports_of(std::string_view printed, const std::vector<std::string>& profiles = {}) {
  std::vector<std::string> all;
  for (const auto& port : config::compose_ports(printed, profiles))
    all.push_back(fmt::format("{}:{}:{}/{}", port.host_ip, port.host_port, port.container_port, port.protocol));
  return all;
}

using Ports = std::vector<std::string>;

}  // namespace

TEST_CASE("ports as Compose 2 prints them", "[config]") {
  CHECK(ports_of(R"(time="2026-01-02T03:04:05Z" level=warning msg="services: the attribute `version` is obsolete"
name: shop
services:
  db:
    image: db
  web:
    ports:
      - mode: ingress
        target: 80
        published: "8080"
        protocol: tcp
      - mode: ingress
        host_ip: 127.0.0.1
        target: 53
        published: "8053"
        protocol: udp
      - mode: ingress
        host_ip: ::1
        target: 81
        published: "8081"
        protocol: tcp
      - mode: ingress
        target: 82
        protocol: tcp
      - mode: ingress
        target: 83
        published: 9000-9010
        protocol: tcp
)") == Ports{":8080:80/tcp", "127.0.0.1:8053:53/udp", "::1:8081:81/tcp"});
}

TEST_CASE("ports as docker-compose 1 prints them", "[config]") {
  CHECK(ports_of("WARNING: The TAG variable is not set. Defaulting to a blank string.\n"
                 "services:\n  web:\n    ports:\n    - published: 8080\n      target: 80\n    - 8443:443/tcp\n"
                 "    - 127.0.0.1:9000-9001:90-91/udp\n    - 9500-9510:80/tcp\n    - '70'\nversion: '3.7'\n") ==
        Ports{":8080:80/tcp", ":8443:443/tcp", "127.0.0.1:9000:90/udp", "127.0.0.1:9001:91/udp"});
}

TEST_CASE("services that don't run, or have no addresses of their own, publish nothing", "[config]") {
  auto text =
      "services:\n  a: {profiles: [front], ports: ['1:1']}\n  b: {profiles: [back], ports: ['2:2']}\n"
      "  c: {network_mode: host, ports: ['3:3']}\n  d: {network_mode: 'service:a', ports: ['4:4']}\n"
      "  e: {network_mode: bridge, ports: ['5:5']}\n";
  CHECK(ports_of(text) == Ports{":5:5/tcp"});
  CHECK(ports_of(text, {"front"}) == Ports{":1:1/tcp", ":5:5/tcp"});
}

TEST_CASE("of what is no compose file nothing is said", "[config]") {
  for (auto text :
       {"", "\n", "Error: no", "services:", "services: [a]", "services: {a: x}", "services: {a: {ports: 1}}",
        "services: {a: {ports: [[], {}, {published: x, target: y}, 99999:1]}}", "services: {a: [", "a:\0b"})
    CHECK(ports_of(text).empty());
}

TEST_CASE("the ports of a file of any size are bounded", "[config]") {
  CHECK(ports_of("services: {a: {ports: ['1-60000:1-60000']}}").size() <= 1024);
  CHECK(ports_of("services: {a: {image: '" + std::string(2'000'000, 'x') + "', ports: ['1:1']}}").empty());
}
