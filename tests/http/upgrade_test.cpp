#include "http/upgrade.h"

#include <fcntl.h>

#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

Task<Result<http::Upgraded>> attached(Executor executor, std::string path, Duration limit = 5s) {
  http::Request request;
  request.method = "POST";
  request.target = "/attach";
  return http::upgrade(executor, path, request, limit);
}

// Everything until the other side closes, read raw, with the loop turning in between.
Task<std::string> read_raw(const UniqueFd& fd) {
  std::string all;
  char block[16];
  while (true) {
    auto got = ::read(fd.get(), block, sizeof block);
    if (got == 0) co_return all;
    if (got > 0)
      all.append(block, static_cast<std::size_t>(got));
    else
      co_await sleep(1ms);
  }
}

}  // namespace

TEST_CASE("an upgraded socket still holds the stream's first byte", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    const std::string stream = "\x01first bytes\r\n\r\nand the rest";
    test::FakeDocker server(executor);
    for (std::size_t piece_size : {0, 1, 3, 100}) {
      server.on("POST /attach").upgrade(stream).split_every(piece_size);
      auto upgraded = co_await attached(executor, server.socket_path());
      REQUIRE(upgraded.has_value());
      CHECK(upgraded->head.status == 101);
      CHECK(upgraded->head.content_type == "application/vnd.docker.multiplexed-stream");
      REQUIRE(upgraded->socket);
      CHECK((::fcntl(upgraded->socket.get(), F_GETFL) & O_NONBLOCK) != 0);
      CHECK((::fcntl(upgraded->socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
      auto got = co_await read_raw(upgraded->socket);
      CHECK(got == stream);
    }
    auto request = server.requests().at(0);
    CHECK(request.header("Connection") == "Upgrade");
    CHECK(request.header("Upgrade") == "tcp");
  });
}

TEST_CASE("an upgrade answered by 200 is one, too", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /attach").raw("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nstream");
    auto upgraded = co_await attached(executor, server.socket_path());
    REQUIRE(upgraded.has_value());
    CHECK(upgraded->head.status == 200);
    auto got = co_await read_raw(upgraded->socket);
    CHECK(got == "stream");
  });
}

TEST_CASE("a refused upgrade gives no socket, but the reason", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /attach").reply(404, R"({"message":"no such container"})");
    server.on("POST /attach").chunks({"in ", "pieces"}, 500).split_every(2);
    auto refused = co_await attached(executor, server.socket_path());
    REQUIRE(refused.has_value());
    CHECK_FALSE(refused->socket);
    CHECK(refused->head.status == 404);
    CHECK(refused->body == R"({"message":"no such container"})");
    auto failed = co_await attached(executor, server.socket_path());
    REQUIRE(failed.has_value());
    CHECK(failed->body == "in pieces");
  });
}

TEST_CASE("an upgrade that is cut in its head, or never answered, is an error", "[http]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    test::FakeAnswer whole;
    auto length = whole.upgrade("").bytes().size();
    for (std::size_t size = 0; size < length; ++size) {
      server.on("POST /attach").upgrade("").drop_after(size);
      auto cut = co_await attached(executor, server.socket_path());
      REQUIRE(cut.has_error());
      CHECK(cut.error().kind == ErrorKind::unreachable);
    }
    server.on("POST /attach").hang();
    server.on("POST /attach").raw("HTTP/1.1 101 UP\r\nX: " + std::string(100'000, 'x'));
    auto late = co_await attached(executor, server.socket_path(), 20ms);
    REQUIRE(late.has_error());
    CHECK(late.error().kind == ErrorKind::timeout);
    auto endless = co_await attached(executor, server.socket_path());
    REQUIRE(endless.has_error());
    CHECK(endless.error().kind == ErrorKind::limit);
  });
}
