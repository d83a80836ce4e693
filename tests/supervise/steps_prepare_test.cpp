#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

struct Pulled {
  Outcomes outcomes;
  Status status;
  Record record;
  std::vector<std::string> lines;
};

// What a pull comes to with this policy, these answers, and perhaps an image in the cache.
Task<> pull(Executor executor, std::string policy, std::string stream, bool cached, Pulled& result) {
  Workshop shop(executor);
  shop.describe("web", "{Container: {Image: img, PullRetryDelay: 10ms, Pull: " + policy + "}}");
  if (cached) shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("POST /images/create").chunks({stream});
  Steps steps(shop.shared, "web", shop.status, nobody());
  auto loaded = co_await steps.run(Action::load);
  REQUIRE(loaded.front().event == Event::loaded);
  result.outcomes = co_await steps.run(Action::pull);
  result.status = shop.status;
  result.record = shop.ledger.of("web");
  result.lines = shop.docker.lines();
}

Pulled pull_with(const std::string& policy, const std::string& stream, bool cached) {
  Pulled result;
  test::on_loop([&](Executor executor) { return pull(executor, policy, stream, cached, result); });
  return result;
}

const std::string fine = R"({"status":"Pull complete"})"
                         "\n";
const std::string refused = R"({"errorDetail":{"message":"dial tcp: connection refused"},"error":"connection refused"})"
                            "\n";

bool asked_registry(const Pulled& pulled) {
  for (const auto& line : pulled.lines)
    if (line.starts_with("POST /images/create")) return true;
  return false;
}

}  // namespace

TEST_CASE("Pull: newer takes what the registry has, and remembers when", "[supervise]") {
  auto pulled = pull_with("newer", fine, true);
  CHECK(pulled.outcomes.back().event == Event::pulled);
  CHECK(pulled.status.digest == "sha256:" + std::string(64, 'b'));
  CHECK_FALSE(pulled.status.image_stale);
  CHECK(pulled.record.image == "img:latest");
  CHECK(pulled.record.confirmed > 0);
}

TEST_CASE("Pull: newer falls back to the cache and says that it is stale", "[supervise]") {
  auto pulled = pull_with("newer", refused, true);
  CHECK(pulled.outcomes.back().event == Event::pulled);
  CHECK(pulled.status.image_stale);
  auto nothing = pull_with("newer", refused, false);
  CHECK(nothing.outcomes.back().event == Event::failed);
  CHECK(nothing.outcomes.front().verdict.ending == Ending::image);
  CHECK(nothing.outcomes.front().verdict.text.find("connection refused") != std::string::npos);
}

TEST_CASE("Pull: always does not start without the registry", "[supervise]") {
  CHECK(pull_with("always", refused, true).outcomes.back().event == Event::failed);
}

TEST_CASE("Pull: missing and never do not ask the registry for what is there", "[supervise]") {
  for (auto policy : {"missing", "never"}) {
    auto pulled = pull_with(policy, refused, true);
    CHECK(pulled.outcomes.back().event == Event::pulled);
    CHECK_FALSE(asked_registry(pulled));
  }
  CHECK(asked_registry(pull_with("missing", refused, false)));
  auto never = pull_with("never", refused, false);
  CHECK_FALSE(asked_registry(never));
  CHECK(never.outcomes.front().verdict.text == "img:latest is not in the engine's cache, and Pull is never");
}
