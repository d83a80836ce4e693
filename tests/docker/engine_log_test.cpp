#include "docker/engine_log.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace berth::docker;

namespace {

std::string frame(char stream, const std::string& text) {
  std::string bytes{stream, 0, 0, 0, 0, 0, static_cast<char>(text.size() >> 8), static_cast<char>(text.size())};
  return bytes + text;
}

const std::string two = frame(1, "2026-11-21T10:00:00.000001000Z one\n") +
                        frame(2, "2026-11-21T10:00:01.5Z err: two words\n") + frame(1, "2026-11-21T10:00:02Z a piece") +
                        frame(1, "2026-11-21T10:00:02Z \n");

void check(const std::vector<LoggedLine>& lines) {
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].text == "one\n");
  CHECK(lines[0].at == 1'795'255'200'000'001);
  CHECK((lines[1].stream == Stream::err));
  CHECK(lines[1].at == 1'795'255'201'500'000);
  CHECK(lines[1].text == "err: two words\n");
  CHECK(lines[2].text == "a piece");
  CHECK(lines[3].text == "\n");
}

}  // namespace

TEST_CASE("each frame of the engine's log is a line behind its time, in any cut", "[docker]") {
  for (std::size_t size = 1; size <= two.size(); ++size) {
    LoggedLines parser;
    std::vector<LoggedLine> lines;
    for (std::size_t at = 0; at < two.size(); at += size)
      REQUIRE(parser.give(std::string_view(two).substr(at, size), [&](LoggedLine line) { lines.push_back(line); }));
    check(lines);
  }
}

TEST_CASE("a log is read from a point in time on", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker docker(executor);
    docker.on_greeting();
    docker.on("GET /containers/*/logs").chunks({two.substr(0, 50), two.substr(50)});
    Engine engine(executor, docker.socket_path());
    auto lines = co_await read_log(engine, "c1", 1'795'255'200'000'001, 1000);
    REQUIRE(lines.has_value());
    check(*lines);
    CHECK(docker.lines().back() == "GET /containers/c1/logs?stdout=1&stderr=1&timestamps=1&since=1795255200.000001");
  });
}

TEST_CASE("a log that is too long, broken, or cannot be read is an error", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker docker(executor);
    docker.on_greeting();
    docker.on("GET /containers/*/logs").chunks({two});
    docker.on("GET /containers/*/logs").chunks({"no frames at all"});
    docker.on("GET /containers/*/logs").chunks({std::string{1, 0, 0, 0, 127, 0, 0, 0} + "endless"});
    docker.on("GET /containers/*/logs")
        .reply(501, R"({"message":"configured logging driver does not support reading"})");
    Engine engine(executor, docker.socket_path());
    auto too_long = co_await read_log(engine, "c1", 0, 10);
    REQUIRE_FALSE(too_long.has_value());
    CHECK((too_long.error().kind == ErrorKind::limit));
    for (auto i : {1, 2}) {
      CAPTURE(i);
      auto broken = co_await read_log(engine, "c1", 0, 1000);
      REQUIRE_FALSE(broken.has_value());
      CHECK((broken.error().kind == ErrorKind::protocol));
    }
    auto refused = co_await read_log(engine, "c1", 0, 1000);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().text.find("does not support reading") != std::string::npos);
  });
}
