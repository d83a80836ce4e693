#include "supervise/market.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Event;

namespace {

using Story = Task<> (*)(Market&, Project&);

void play(Story story) {
  test::on_loop([&](Executor executor) -> Task<> {
    Market market(executor);
    market.describe_project(", StopTimeout: 7s");
    market.docker.on("POST /containers/*/attach").upgrade("");
    Project project(market.shared, "shop", market.status, nobody());
    co_await story(market, project);
    co_await market.close();
  });
}

Task<> by_compose(Market& market, Project& project) {
  market.show({Market::listed("web")});
  auto stopped = co_await project.run(Action::stop);
  CHECK(stopped.back().event == Event::stopped);
  market.show({Market::listed("web", "exited")});
  market.show({});
  auto removed = co_await project.run(Action::clear);
  CHECK(removed.back().event == Event::removed);
  CHECK(market.calls() == "stop --timeout 7\ndown --remove-orphans --timeout 7\n");
  CHECK_FALSE(market.asked("DELETE"));
}

Task<> without_compose(Market& market, Project& project) {
  market.on_order("stop", "exit 1");
  market.on_order("down", "exit 1");
  market.show({Market::listed("db"), Market::listed("web")});
  market.docker.on("POST /containers/*/stop").reply(204);
  market.docker.on("DELETE /containers/*").reply(204);
  auto stopped = co_await project.run(Action::stop);
  CHECK(stopped.back().event == Event::stopped);
  CHECK(market.asked("POST /containers/db-id/stop"));
  auto removed = co_await project.run(Action::clear);
  CHECK(removed.back().event == Event::removed);
  CHECK(market.asked("DELETE /containers/web-id"));
}

}  // namespace

TEST_CASE("a project is stopped and taken down by Compose, within StopTimeout, and its volumes stay", "[supervise]") {
  play(by_compose);
}

TEST_CASE("where Compose cannot stop a project, the engine does", "[supervise]") {
  play(without_compose);
}
