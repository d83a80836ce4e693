#include "docker/engine.h"

#include "docker/call.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

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

TEST_CASE("a complaint has its kind by status and the engine's words, made harmless", "[docker]") {
  CHECK(docker::complaint(404, R"({"message":"No such container: x"})").kind == ErrorKind::not_found);
  CHECK(docker::complaint(404, R"({"message":"No such container: x"})").text == "No such container: x");
  CHECK(docker::complaint(409, "{}").kind == ErrorKind::conflict);
  CHECK(docker::complaint(401, "").kind == ErrorKind::denied);
  CHECK(docker::complaint(403, "").kind == ErrorKind::denied);
  CHECK(docker::complaint(400, "").kind == ErrorKind::invalid);
  CHECK(docker::complaint(500, "").text == "status 500");
  CHECK(docker::complaint(503, " plain words\n").text == "plain words");
  CHECK(docker::complaint(503, "").kind == ErrorKind::remote);
  CHECK(docker::complaint(302, "").kind == ErrorKind::protocol);
  CHECK(docker::complaint(500, "{\"message\":\"a\\nb" + std::string(1000, 'x') + "\"}").text.size() < 320);
}

TEST_CASE("an answer that is no JSON is the engine's fault", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /x").reply(200, "{\"a\":");
    server.on("GET /x").reply(304);
    docker::Engine engine(executor, server.socket_path());
    http::Request request;
    request.target = "/x";
    auto broken = co_await docker::call(engine, request, 5s);
    REQUIRE(broken.has_error());
    CHECK(broken.error().kind == ErrorKind::protocol);
    auto same = co_await docker::call(engine, request, 5s);
    REQUIRE(same.has_value());
    CHECK(same->status == 304);
    CHECK(same->body.is_null());
  });
}
