#include "docker/published.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

TEST_CASE("containers are asked for by the ports of the host that they have", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"running","Ports":[
        {"IP":"127.0.0.1","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
        {"PrivatePort":9000,"Type":"tcp"},
        {"IP":"::","PrivatePort":53,"PublicPort":5353,"Type":"udp"}]}])");
    docker::Engine engine(executor, server.socket_path());
    std::vector<service::PublishedPort> wanted = {{"", 8080, 80, "tcp"}, {"", 5353, 53, "udp"}};
    auto listed = co_await docker::list_published(engine, wanted);
    REQUIRE(listed.has_value());
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().container.name == "web");
    std::vector<service::PublishedPort> has = {{"127.0.0.1", 8080, 80, "tcp"}, {"::", 5353, 53, "udp"}};
    CHECK(listed->front().ports == has);
    CHECK(server.lines().at(0).find("%228080%2Ftcp%22%2C%225353%2Fudp%22") != std::string::npos);
  });
}

TEST_CASE("a list of containers that is none is an error", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /containers/json").reply(200, "{}");
    docker::Engine engine(executor, server.socket_path());
    std::vector<service::PublishedPort> wanted = {{"", 8080, 80, "tcp"}};
    auto listed = co_await docker::list_published(engine, wanted);
    CHECK_FALSE(listed.has_value());
  });
}
