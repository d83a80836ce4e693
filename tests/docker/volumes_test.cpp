#include "docker/volumes.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

TEST_CASE("a volume that is missing is made with its driver, options and labels", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /volumes/*").reply(404, R"({"message":"get nfs: no such volume"})");
    server.on("POST /volumes/create").reply(201, R"({"Name":"nfs"})");
    docker::Engine engine(executor, server.socket_path());
    docker::VolumeOrder order;
    order.name = "nfs";
    order.labels = {{"org.berth.service", "web"}};
    auto made = co_await docker::ensure_volume(engine, order);
    REQUIRE(made.has_value());
    CHECK(*made);
    CHECK(server.lines().front() == "GET /volumes/nfs");
    CHECK(server.requests().at(1).body == R"({"Name":"nfs","Labels":{"org.berth.service":"web"}})");
    order.driver = "local";
    order.options = {{"type", "nfs"}};
    auto again = co_await docker::ensure_volume(engine, order);
    REQUIRE(again.has_value());
    CHECK(server.requests().at(3).body ==
          R"({"Name":"nfs","Driver":"local","DriverOpts":{"type":"nfs"},"Labels":{"org.berth.service":"web"}})");
  });
}

TEST_CASE("a volume that is there stays as it is", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /volumes/*").reply(200, R"({"Name":"db","Driver":"other"})");
    docker::Engine engine(executor, server.socket_path());
    docker::VolumeOrder order;
    order.name = "db";
    auto made = co_await docker::ensure_volume(engine, order);
    REQUIRE(made.has_value());
    CHECK_FALSE(*made);
    CHECK(server.lines().size() == 1);
  });
}

TEST_CASE("an engine that cannot tell whether a volume is there makes none", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /volumes/*").reply(500, R"({"message":"plugin is away"})");
    docker::Engine engine(executor, server.socket_path());
    docker::VolumeOrder order;
    order.name = "db";
    auto made = co_await docker::ensure_volume(engine, order);
    REQUIRE(made.has_error());
    CHECK(made.error().text == "plugin is away");
    CHECK(server.lines().size() == 1);
  });
}
