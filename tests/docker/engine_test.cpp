#include "docker/engine.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

TEST_CASE("from the greeting on the agreed version is spoken", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on_greeting("1.43");
    docker::Engine engine(executor, server.socket_path());
    CHECK(engine.versioned("/x") == "/x");
    auto version = co_await engine.connect();
    REQUIRE(version.has_value());
    CHECK(version->version == "24.0.7");
    CHECK(version->api_version == "1.43");
    CHECK(version->os + "/" + version->arch == "linux/amd64");
    CHECK(engine.versioned("/x") == "/v1.43/x");
    CHECK(server.requests().at(1).path == "/version");
  });
}

TEST_CASE("an engine that came back as another one is asked anew", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on_greeting("1.43");
    server.on_greeting("1.40");
    server.on_greeting("1.99", "1.44");
    docker::Engine engine(executor, server.socket_path());
    auto first = co_await engine.connect();
    CHECK(first.has_value());
    auto old = co_await engine.connect();
    REQUIRE(old.has_error());
    CHECK_THAT(old.error().text, ContainsSubstring("too old"));
    auto newer = co_await engine.connect();
    REQUIRE(newer.has_value());
    CHECK(newer->api_version == "1.47");
  });
}

TEST_CASE("an engine that is not there says so", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    docker::Engine engine(executor, "/nonexistent/docker.sock");
    auto version = co_await engine.connect();
    REQUIRE(version.has_error());
    CHECK(version.error().kind == ErrorKind::unreachable);
    CHECK(version.error().text ==
          "reach the Docker engine: connect to /nonexistent/docker.sock: No such file or directory");
  });
}
