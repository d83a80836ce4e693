#include "supervise/market.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

using Story = Task<> (*)(Market&, Project&);

void play(Story story) {
  test::on_loop([&](Executor executor) -> Task<> {
    Market market(executor);
    Project project(market.shared, "shop", market.status, nobody());
    co_await story(market, project);
    co_await market.close();
  });
}

Task<> whole_start(Market& market, Project& project) {
  market.folder.write("root/shop.env", "A=b\n");
  market.describe_project(", EnvironmentFile: shop.env, Profile: [front]");
  market.show({Market::listed("web", "created"), Market::listed("run", "exited", true)});
  market.has("web", made);
  market.docker.on("POST /containers/*/attach").upgrade("");
  for (auto [action, event] : {std::pair{Action::load, Event::loaded},
                               {Action::pull, Event::pulled},
                               {Action::create, Event::created},
                               {Action::start, Event::started}}) {
    auto outcomes = co_await project.run(action);
    CHECK(outcomes.back().event == event);
  }
  CHECK(market.calls() ==
        "config\npull --quiet\nup --no-start --remove-orphans --quiet-pull\nup --detach --no-recreate\n");
  auto line = market.written("lines");
  CHECK(
      line.starts_with(fmt::format("--project-name shop --file {0}/shop/compose.yml --env-file {0}/shop.env "
                                   "--profile front config",
                                   market.folder.path("root"))));
  CHECK(market.asked("POST /containers/web-id/attach"));
  CHECK_FALSE(market.asked("POST /containers/run-id/attach"));
  CHECK(project.text() == "project shop (web)");
  auto baseline = market.shared.ledger.of("shop").baseline;
  REQUIRE(baseline);
  CHECK(baseline->container_id.empty());
  CHECK(baseline->files.size() == 2);
}

Task<> stale_start(Market& market, Project& project) {
  market.describe_project();
  market.on_order("pull", "echo 'Error: connection refused' >&2; exit 1");
  co_await project.run(Action::load);
  auto outcomes = co_await project.run(Action::pull);
  CHECK(outcomes.back().event == Event::pulled);
  CHECK(market.status.image_stale);
  CHECK(project.text() == "project shop, from the cache, because not all images could be pulled");
}

Task<> no_stale_start(Market& market, Project& project) {
  market.describe_project(", Pull: always");
  market.on_order("pull", "echo 'Error: connection refused' >&2; exit 1");
  market.show({});
  co_await project.run(Action::load);
  auto outcomes = co_await project.run(Action::pull);
  CHECK(outcomes.back().event == Event::failed);
  CHECK(outcomes.back().verdict.text == "docker compose pull failed with status 1: Error: connection refused");
}

Task<> no_pull(Market& market, Project& project) {
  market.describe_project(", Pull: missing");
  co_await project.run(Action::load);
  auto outcomes = co_await project.run(Action::pull);
  CHECK(outcomes.back().event == Event::pulled);
  CHECK(market.calls() == "config\n");
}

Task<> wrong_file(Market& market, Project& project) {
  market.describe_project();
  market.on_order("config", "echo 'services.web: invalid key imgae' >&2; exit 15");
  auto outcomes = co_await project.run(Action::load);
  CHECK(outcomes.back().verdict.ending == Ending::descriptor);
  CHECK_THAT(outcomes.back().verdict.text, ContainsSubstring("shop/compose.yml: docker compose config failed"));
  CHECK_THAT(outcomes.back().verdict.text, ContainsSubstring("invalid key imgae"));
}

Task<> no_compose(Market& market, Project& project) {
  market.describe_project();
  market.shared.compose_places = {};
  Project without(market.shared, "shop", market.status, nobody());
  auto outcomes = co_await without.run(Action::load);
  CHECK(outcomes.back().verdict.holder_status() == 78);
  CHECK_THAT(outcomes.back().verdict.text, ContainsSubstring("install the package docker-compose-plugin"));
  (void)project;
}

Task<> restart(Market& market, Project& project) {
  market.describe_project();
  auto outcomes = co_await project.run(Action::prepare);
  CHECK(outcomes.back().event == Event::prepared);
  co_await project.run(Action::load);
  outcomes = co_await project.run(Action::pull);
  CHECK(outcomes.back().event == Event::pulled);
  CHECK(market.calls() == "config\npull --quiet\nconfig\n");
}

Task<> cut_short(Market& market, Project& project) {
  market.describe_project(", Pull: missing");
  market.on_order("up", "sleep 60");
  co_await project.run(Action::load);
  market.tasks.start("stop", [](Project* one) -> Task<> {
    co_await sleep(std::chrono::milliseconds(100));
    one->end_pre_run();
  }(&project));
  auto outcomes = co_await project.run(Action::start);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ok());
}

}  // namespace

TEST_CASE("a project is checked, pulled, made, read from and only then started", "[supervise]") {
  play(whole_start);
}

TEST_CASE("a project whose images cannot be pulled starts with those in the cache, unless Pull is always",
          "[supervise]") {
  play(stale_start);
  play(no_stale_start);
}

TEST_CASE("Pull: missing leaves the pull of a project to its start", "[supervise]") {
  play(no_pull);
}

TEST_CASE("a compose file that is wrong is an error like a descriptor's, in Compose's words", "[supervise]") {
  play(wrong_file);
}

TEST_CASE("a project on a host without Compose fails with what to install", "[supervise]") {
  play(no_compose);
}

TEST_CASE("a restart of a project pulls once, while the old one runs", "[supervise]") {
  play(restart);
}

TEST_CASE("the start of a project is cut short when somebody stops it", "[supervise]") {
  play(cut_short);
}
