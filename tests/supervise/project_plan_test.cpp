#include "supervise/market.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

std::string container_on_8080(const std::string& name, const std::string& labels) {
  return fmt::format(
      R"([{{"Id":"c1","Names":["/{}"],"State":"running","Labels":{{{}}},"Ports":[{{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}}]}}])",
      name, labels);
}

Task<> taken(Executor executor) {
  Market market(executor);
  Project project(market.shared, "shop", market.status, nobody());
  market.describe_project();
  market.on_order("config", "echo 'time=now level=warning' >&2; echo 'services: {web: {ports: [\"8080:80\"]}}'");
  market.docker.on("GET /containers/json").reply(200, container_on_8080("web", R"("org.berth.service":"web")"));
  for (auto action : {Action::load, Action::prepare}) {
    auto outcomes = co_await project.run(action);
    CHECK(outcomes.back().event == Event::failed);
    CHECK(outcomes.back().verdict.ending == Ending::engine);
    CHECK(outcomes.back().verdict.text ==
          "port 8080/tcp is taken by the service web: stop that one first, or change its ports in the compose file");
  }
  // A migration asks while the old unit still runs.
  auto fetched = co_await project.fetch_for_start();
  CHECK(fetched.has_value());
  market.docker.on("GET /containers/json")
      .reply(200, container_on_8080("shop-web-1", R"("com.docker.compose.project":"shop")"));
  auto outcomes = co_await project.run(Action::load);
  CHECK(outcomes.back().event == Event::loaded);
  co_await market.close();
}

}  // namespace

TEST_CASE("a project's ports are known to be taken before anything is pulled, stopped or made for it", "[supervise]") {
  on_loop([](Executor executor) { return taken(executor); });
}
