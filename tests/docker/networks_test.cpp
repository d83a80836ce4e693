#include "docker/networks.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

namespace {

// What comes of a network that the engine describes so, and creates so.
Task<Result<bool>> ensure(test::FakeDocker& server, docker::Engine& engine) {
  server.on("POST /networks/create").reply(201, R"({"Id":"feed1"})");
  std::vector<std::pair<std::string, std::string>> labels;
  labels.emplace_back("org.berth.service", "web");
  auto made = co_await docker::ensure_network(engine, "feed", labels);
  co_return made;
}

}  // namespace

TEST_CASE("a network that is missing becomes a bridge", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /networks/*").reply(404, R"({"message":"network feed not found"})");
    docker::Engine engine(executor, server.socket_path());
    auto made = co_await ensure(server, engine);
    REQUIRE(made.has_value());
    CHECK(*made);
    CHECK(server.requests().at(1).body ==
          R"({"Name":"feed","Driver":"bridge","CheckDuplicate":true,"Labels":{"org.berth.service":"web"}})");
  });
}

TEST_CASE("a network that is there stays as it is", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /networks/*").reply(200, R"({"Name":"feed","Id":"0123","Driver":"macvlan"})");
    docker::Engine engine(executor, server.socket_path());
    auto made = co_await ensure(server, engine);
    REQUIRE(made.has_value());
    CHECK_FALSE(*made);
    CHECK(server.lines().size() == 1);
  });
}

TEST_CASE("a network whose id only begins like the name is another one", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /networks/*").reply(200, R"({"Name":"other","Id":"feed0123"})");
    docker::Engine engine(executor, server.socket_path());
    auto made = co_await ensure(server, engine);
    REQUIRE(made.has_value());
    CHECK(*made);
  });
}
