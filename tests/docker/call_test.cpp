#include "docker/call.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

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

TEST_CASE("an engine that has lost its containerd is away, not unwilling", "[docker]") {
  auto away = docker::complaint(
      500,
      R"({"message":"connection error: desc = \"transport: Error while dialing: dial unix:///run/containerd/containerd.sock: timeout\": unavailable"})");
  CHECK(away.kind == ErrorKind::unreachable);
  CHECK(away.text.starts_with("the engine has lost its containerd: connection error"));
  CHECK(docker::complaint(500, R"({"message":"ttrpc: closed: unknown"})").kind == ErrorKind::unreachable);
  CHECK(docker::complaint(404, R"({"message":"containerd.sock"})").kind == ErrorKind::not_found);
}
