#include "docker/events.h"

#include <fmt/format.h>

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

namespace {

const std::string die = R"({"Type":"container","Action":"die","Actor":{"ID":"abc","Attributes":{"exitCode":"1"}},)"
                        R"("time":1,"timeNano":1700000000000000007})";

}  // namespace

TEST_CASE("events are read one by one until the stream ends", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /events").chunks({}).hang();
    docker::Engine engine(executor, server.socket_path());
    docker::EventFilter filter;
    filter.label = "berth";
    std::vector<std::string> seen;
    docker::EventReader reader = [&](const docker::Event& event) {
      seen.push_back(fmt::format("{} {} {} {} {}", event.type, event.action, event.actor_id,
                                 event.attributes.at("exitCode"), event.time_nano));
      if (seen.size() == 2) server.finish("GET /events");
    };
    std::function<void()> subscribed = [&] { server.push("GET /events", die + "\n" + die + "\n"); };
    auto ended = co_await docker::follow_events(engine, filter, reader, subscribed);
    CHECK(ended.has_value());
    CHECK(seen == std::vector<std::string>(2, "container die abc 1 1700000000000000007"));
    CHECK(server.lines().at(0) ==
          "GET /events?filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22label%22%3A%5B%22berth%22%5D%7D");
  });
}

TEST_CASE("events are asked for from a moment on, and only some", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /events").chunks({});
    docker::Engine engine(executor, server.socket_path());
    docker::EventFilter filter;
    filter.since_nano = 1700000000000000007;
    filter.actions = {"die", "start"};
    docker::EventReader reader = [](const docker::Event&) {};
    auto ended = co_await docker::follow_events(engine, filter, reader);
    CHECK(ended.has_value());
    CHECK(server.lines().at(0) ==
          "GET "
          "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22die%22%2C%22start%22%5D%7D&"
          "since=1700000000.000000007");
  });
}

TEST_CASE("a stream of events that breaks, or is none, is an error", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /events").chunks({die}).drop_after(100);
    server.on("GET /events").chunks({"what?"});
    server.on("GET /events").reply(500, R"({"message":"shutting down"})");
    docker::Engine engine(executor, server.socket_path());
    docker::EventFilter filter;
    docker::EventReader reader = [](const docker::Event&) {};
    for (auto kind : {ErrorKind::unreachable, ErrorKind::protocol, ErrorKind::remote}) {
      auto broken = co_await docker::follow_events(engine, filter, reader);
      REQUIRE(broken.has_error());
      CHECK(broken.error().kind == kind);
    }
  });
}
