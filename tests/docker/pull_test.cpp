#include "docker/pull.h"

#include <fmt/format.h>

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

Task<Result<void>> pulled(docker::Engine& engine, std::string reference = "nginx:1", Duration stall = 5s) {
  docker::PullOrder order;
  order.reference = std::move(reference);
  order.registry_auth = "secret";
  return docker::pull_image(engine, order, nullptr, stall);
}

}  // namespace

TEST_CASE("a pull tells its progress and ends with the stream", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /images/create")
        .chunks({"{\"status\":\"Pulling fs layer\",\"id\":\"a\"}\r\n{\"status\":\"Downlo",
                 "ading\",\"id\":\"a\",\"progressDetail\":{\"current\":5,\"total\":10}}\r\n",
                 "{\"status\":\"Pull complete\",\"id\":\"a\"}\r\n{\"status\":\"Status: Downloaded newer image\"}\r\n"});
    docker::Engine engine(executor, server.socket_path());
    std::vector<std::string> seen;
    docker::PullObserver observer = [&seen](const docker::PullProgress& p) {
      seen.push_back(
          fmt::format("{}/{} {}/{} {}", p.layers_done, p.layers_total, p.bytes_current, p.bytes_total, p.status));
    };
    auto reference = "registry:5000/web@" + digest;
    docker::PullOrder order;
    order.reference = reference;
    order.registry_auth = "c2VjcmV0";
    auto done = co_await docker::pull_image(engine, order, observer, 5s);
    CHECK(done.has_value());
    CHECK(seen == std::vector<std::string>{"0/1 0/0 Pulling fs layer", "0/1 5/10 Downloading",
                                           "1/1 10/10 Pull complete", "1/1 10/10 Status: Downloaded newer image"});
    auto request = server.requests().at(0);
    CHECK(request.header("X-Registry-Auth") == "c2VjcmV0");
    auto tag = "sha256%3A" + std::string(64, 'a');
    CHECK(request.line == "POST /images/create?fromImage=registry%3A5000%2Fweb&tag=" + tag);
  });
}

TEST_CASE("a pull that fails within the 200 stream has failed", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /images/create")
        .chunks({R"({"status":"Pulling from library/nginx","id":"1"})",
                 R"({"errorDetail":{"message":"toomanyrequests: slow down"},"error":"toomanyrequests: slow down"})"});
    docker::Engine engine(executor, server.socket_path());
    auto failed = co_await pulled(engine);
    REQUIRE(failed.has_error());
    CHECK(failed.error().kind == ErrorKind::limit);
    CHECK(failed.error().text == "toomanyrequests: slow down");
  });
}

TEST_CASE("a pull that is refused at once is understood by its words, too", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /images/create")
        .reply(404, R"({"message":"pull access denied for nginx, repository does not exist"})");
    server.on("POST /images/create").reply(500, R"({"message":"Get \"https://r/v2/\": dial tcp: i/o timeout"})");
    server.on("POST /images/create").reply(404, R"({"message":"manifest for nginx:1 is away"})");
    docker::Engine engine(executor, server.socket_path());
    for (auto kind : {ErrorKind::denied, ErrorKind::unreachable, ErrorKind::not_found}) {
      auto refused = co_await pulled(engine);
      REQUIRE(refused.has_error());
      CHECK(refused.error().kind == kind);
      CHECK(refused.error().text.find("secret") == std::string::npos);
    }
    auto nonsense = co_await pulled(engine, "No Name");
    REQUIRE(nonsense.has_error());
    CHECK(nonsense.error().kind == ErrorKind::invalid);
    CHECK(server.requests().size() == 3);
  });
}

TEST_CASE("a pull that stands still ends by the stall limit", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /images/create").hang();
    server.on("POST /images/create").chunks({R"({"status":"Downloading","id":"a"})"}).hang();
    docker::Engine engine(executor, server.socket_path());
    for (int i = 0; i < 2; ++i) {
      auto stalled = co_await pulled(engine, "nginx", 20ms);
      REQUIRE(stalled.has_error());
      CHECK(stalled.error().kind == ErrorKind::timeout);
    }
  });
}

TEST_CASE("a pull cut after any byte never passes for a whole one", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    std::vector<std::string> script{"{\"status\":\"Waiting\",\"id\":\"a\"}\n", "{\"status\":\"Done\"}\n"};
    test::FakeAnswer whole;
    auto length = whole.chunks(script).bytes().size();
    docker::Engine engine(executor, server.socket_path());
    for (std::size_t size = 0; size < length; ++size) {
      server.on("POST /images/create").chunks(script).drop_after(size);
      auto cut = co_await pulled(engine);
      REQUIRE(cut.has_error());
      CHECK(cut.error().kind == ErrorKind::unreachable);
    }
    server.on("POST /images/create").until_eof(R"({"status":"Wait)");
    auto cut = co_await pulled(engine);
    REQUIRE(cut.has_error());
    CHECK(cut.error().text == "the engine broke off the pull");
  });
}
