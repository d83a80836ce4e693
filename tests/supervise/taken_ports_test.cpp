#include "supervise/taken_ports.h"

#include <arpa/inet.h>

#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;

namespace {

service::Container publishing(const std::string& address, std::uint16_t port, const std::string& protocol = "tcp") {
  service::Container spec;
  spec.name = "web";
  spec.ports = {{address, port, 80, protocol}};
  return spec;
}

// Why the port is not free, while the engine lists `containers`; empty: it is.
Task<std::string> trouble(Workshop& shop, service::Container spec, std::string containers) {
  shop.docker.on("GET /containers/json").reply(200, "[" + containers + "]");
  auto free = co_await check_ports(shop.shared, "web", std::move(spec));
  co_return free ? "" : free.error().text;
}

std::string container(const std::string& name, const std::string& address, int port, const std::string& label = "") {
  return fmt::format(
      R"({{"Id":"c1","Names":["/{}"],"State":"running","Labels":{{{}}},"Ports":[{{"IP":"{}","PrivatePort":80,"PublicPort":{},"Type":"tcp"}}]}})",
      name, label.empty() ? "" : fmt::format(R"("org.berth.service":"{}")", label), address, port);
}

// A program of the host that has a port of 127.0.0.1.
struct Program {
  explicit Program(int type = SOCK_STREAM) : socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    if (type == SOCK_STREAM) REQUIRE(::listen(socket.get(), 1) == 0);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
  }
  UniqueFd socket;
  std::uint16_t port = 0;
};

Task<> of_containers(Executor executor) {
  Workshop shop(executor);
  auto other = container("nginx", "0.0.0.0", 8080, "nginx");
  auto said = co_await trouble(shop, publishing("", 8080), other);
  CHECK(said ==
        "port 8080/tcp is taken by the service nginx: stop that one first, or change PublishPort of one of the two");
  auto local = container("old", "127.0.0.1", 8080);
  said = co_await trouble(shop, publishing("127.0.0.1", 8080), local);
  CHECK(said == "port 8080/tcp of 127.0.0.1 is taken by the container old: stop it, or change PublishPort");
  said = co_await trouble(shop, publishing("127.0.0.2", 8080), local);
  CHECK(said.empty());
  said = co_await trouble(shop, publishing("", 8080, "udp"), other);
  CHECK(said.empty());
  auto own = container("web.berth-before", "0.0.0.0", 8080, "web");
  said = co_await trouble(shop, publishing("", 8080), own);
  CHECK(said.empty());
  auto namesake = container("web", "0.0.0.0", 8080);
  said = co_await trouble(shop, publishing("", 8080), namesake);
  CHECK(said.empty());
  auto of_host = publishing("", 8080);
  of_host.networks = {{"host", {}, "", ""}};
  said = co_await trouble(shop, of_host, other);
  CHECK(said.empty());
}

Task<> of_projects(Executor executor) {
  Workshop shop(executor);
  auto part = container("store-web-1", "0.0.0.0", 8080);
  part.replace(part.find("{}"), 2, R"({"com.docker.compose.project":"store"})");
  auto said = co_await trouble(shop, publishing("", 8080), part);
  CHECK(said == "port 8080/tcp is taken by the container store-web-1: stop it, or change PublishPort");
  shop.describe("shop", "{Compose: {File: compose.yml, Project: store}}");
  said = co_await trouble(shop, publishing("", 8080), part);
  CHECK(said ==
        "port 8080/tcp is taken by the service shop: stop that one first, or change PublishPort of one of the two");
}

Task<> of_programs(Executor executor) {
  Workshop shop(executor);
  Program program, datagrams(SOCK_DGRAM);
  auto said = co_await trouble(shop, publishing("", program.port), "");
  CHECK(said ==
        fmt::format("port {0}/tcp is taken by a program of the host: ss -Hlnp 'sport = :{0}' shows it; stop it, "
                    "or change PublishPort",
                    program.port));
  said = co_await trouble(shop, publishing("127.0.0.1", datagrams.port, "udp"), "");
  CHECK(said.find("is taken by a program of the host") != std::string::npos);
  said = co_await trouble(shop, publishing("127.0.0.2", program.port), "");
  CHECK(said.empty());
  said = co_await trouble(shop, publishing("192.0.2.1", program.port), "");
  CHECK(said == fmt::format("port {} can't be published at 192.0.2.1: the host has no such address", program.port));
  said = co_await trouble(shop, publishing("", 0), "");
  CHECK(said.empty());
}

}  // namespace

TEST_CASE("a port that another service's or anybody's container has is not free, and it is said who has it",
          "[supervise]") {
  on_loop([](Executor executor) { return of_containers(executor); });
}

TEST_CASE("a port that a container of a Compose project has is that of the service it belongs to", "[supervise]") {
  on_loop([](Executor executor) { return of_projects(executor); });
}

TEST_CASE("a port that a program of the host has is not free", "[supervise]") {
  on_loop([](Executor executor) { return of_programs(executor); });
}
