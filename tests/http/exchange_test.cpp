#include "http/exchange.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t plenty = 1024 * 1024;

// Status and body of one GET, or the error.
Task<Result<std::string>> fetched(Executor executor, std::string path, Duration limit, std::size_t longest = plenty) {
  http::Exchange exchange(executor, path);
  exchange.limit(limit);
  http::Request request;
  request.target = "/thing";
  auto head = co_await exchange.send(request);
  if (!head) co_return head.error();
  auto body = co_await exchange.read_all(longest);
  if (!body) co_return body.error();
  co_return fmt::format("{} {}", head->status, *body);
}

}  // namespace

TEST_CASE("bodies come whole, however they are sent", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    for (std::size_t size : {0, 1, 7}) {
      server.on("GET /thing").reply(200, "{\"a\":1}").split_every(size);
      server.on("GET /thing").chunks({"{\"a\"", ":1", "}"}).split_every(size);
      server.on("GET /thing").until_eof("{\"a\":1}").split_every(size);
    }
    for (int i = 0; i < 9; ++i) {
      auto got = co_await fetched(executor, server.socket_path(), 5s);
      REQUIRE(got.has_value());
      CHECK(*got == "200 {\"a\":1}");
    }
  });
}

TEST_CASE("a server that goes away after any byte is an error, at once", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    test::FakeAnswer whole;
    auto length = whole.chunks({"{\"a\"", ":1}"}).bytes().size();
    for (std::size_t size = 0; size < length; ++size) {
      server.on("GET /thing").chunks({"{\"a\"", ":1}"}).drop_after(size);
      auto got = co_await fetched(executor, server.socket_path(), 5s);
      INFO(size);
      REQUIRE(got.has_error());
      CHECK(got.error().kind == ErrorKind::unreachable);
    }
  });
}

TEST_CASE("a server that says nothing, or stops in the middle, runs into the limit", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /thing").hang();
    server.on("GET /thing").chunks({"{\"a\""}).hang();
    for (int i = 0; i < 2; ++i) {
      auto got = co_await fetched(executor, server.socket_path(), 20ms);
      REQUIRE(got.has_error());
      CHECK(got.error().kind == ErrorKind::timeout);
      CHECK(got.error().text == "wait for the answer: no answer within 20ms");
    }
  });
}

TEST_CASE("a limit on silence starts anew with every read", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /thing").chunks({}).hang();
    http::Exchange exchange(executor, server.socket_path());
    exchange.limit(5s);
    http::Request request;
    request.target = "/thing";
    auto head = co_await exchange.send(request);
    REQUIRE(head.has_value());
    for (int i = 0; i < 3; ++i) {
      server.push("GET /thing", "more");
      exchange.limit(20ms);
      auto piece = co_await exchange.read();
      REQUIRE(piece.has_value());
      CHECK(*piece == "more");
    }
    exchange.limit(20ms);
    auto silence = co_await exchange.read();
    REQUIRE(silence.has_error());
    CHECK(silence.error().kind == ErrorKind::timeout);
  });
}

TEST_CASE("a body that is too long is not read on", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /thing").reply(200, std::string(1000, 'x'));
    auto fits = co_await fetched(executor, server.socket_path(), 5s, 1000);
    CHECK(fits.has_value());
    auto got = co_await fetched(executor, server.socket_path(), 5s, 999);
    REQUIRE(got.has_error());
    CHECK(got.error().kind == ErrorKind::limit);
  });
}

TEST_CASE("nobody there is unreachable, not a thing that is not found", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::TempFolder folder;
    auto path = folder.path("nobody.sock");
    auto got = co_await fetched(executor, path, 5s);
    REQUIRE(got.has_error());
    CHECK(got.error().kind == ErrorKind::unreachable);
    CHECK(got.error().text == fmt::format("connect to {}: No such file or directory", path));
    auto endless = folder.path(std::string(200, 'x'));
    auto refused = co_await fetched(executor, endless, 5s);
    REQUIRE(refused.has_error());
    CHECK(refused.error().kind == ErrorKind::invalid);
  });
}
