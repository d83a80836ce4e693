#include "supervise/market.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

struct Container {
  std::string part, state, policy = "no";
};

struct Seen {
  Outcome outcome;
  Status status;
};

Task<> look(Executor executor, std::vector<Container> containers, std::string keys, Seen& seen) {
  Market market(executor);
  market.describe_project(keys);
  std::vector<std::string> list;
  for (const auto& one : containers) {
    list.push_back(Market::listed(one.part));
    market.has(one.part, one.state, one.policy);
  }
  market.show(list);
  market.docker.on("POST /containers/*/attach").upgrade("").hang();
  Project project(market.shared, "shop", market.status, nobody());
  auto outcomes = co_await project.run(Action::look);
  seen = {outcomes.back(), market.status};
  co_await market.close();
}

Seen look_at(std::vector<Container> containers, const std::string& keys = "") {
  Seen seen;
  test::on_loop([&](Executor executor) { return look(executor, containers, keys, seen); });
  return seen;
}

}  // namespace

TEST_CASE("a project runs while one of its containers does, and says how each is", "[supervise]") {
  auto seen = look_at({{"db", with_health("healthy")}, {"job", ended(0)}, {"web", running}});
  CHECK(seen.outcome.event == Event::found_running);
  CHECK(seen.status.containers == "db (running, healthy), job (exited with 0), web (running)");
  CHECK(seen.status.health == "healthy");
}

TEST_CASE("a container that fails ends its project with its status, unless the engine would start it again",
          "[supervise]") {
  auto seen = look_at({{"db", ended(3)}, {"web", running}});
  CHECK(seen.outcome.event == Event::exited);
  CHECK(seen.outcome.verdict.ending == Ending::exit_code);
  CHECK(seen.outcome.verdict.exit_status == 3);
  CHECK(seen.outcome.verdict.text == "db exited with status 3");
  CHECK(look_at({{"db", ended(3), "always"}, {"web", running}}).outcome.event == Event::found_running);
  CHECK(look_at({{"db", ended(3), "on-failure"}, {"web", running}}).outcome.verdict.exit_status == 3);
  CHECK(look_at({{"db", ended(137, true)}, {"web", running}}).outcome.verdict.ending == Ending::oom_kill);
  CHECK(look_at({{"db", ended(143)}, {"web", running}}).outcome.verdict.text == "db was ended by SIGTERM (status 143)");
}

TEST_CASE("a project has ended when all its containers have, with the first status that is not 0", "[supervise]") {
  CHECK(look_at({{"a", ended(0)}, {"b", ended(0)}}).outcome.verdict.ok());
  CHECK(look_at({{"a", ended(0)}, {"b", ended(0)}}).outcome.event == Event::exited);
  CHECK(look_at({{"a", ended(0), "always"}, {"b", ended(5), "always"}}).outcome.verdict.exit_status == 5);
}

TEST_CASE("a project without a container is lost", "[supervise]") {
  CHECK(look_at({}).outcome.verdict.ending == Ending::lost);
}

TEST_CASE("Notify: healthy makes a project ready when no container is starting or unhealthy any more", "[supervise]") {
  auto wait = ", Notify: healthy";
  CHECK(look_at({{"a", with_health("starting")}, {"b", running}}, wait).outcome.event == Event::found_running);
  CHECK(look_at({{"a", with_health("healthy")}, {"b", running}}, wait).outcome.event == Event::ready);
  auto ill = look_at({{"a", with_health("unhealthy")}, {"b", with_health("starting")}}, wait);
  CHECK(ill.outcome.event == Event::unhealthy);
  CHECK(ill.outcome.verdict.text == "a is unhealthy");
}
