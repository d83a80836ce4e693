#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

using Story = Task<> (*)(Workshop&, Steps&);

// A service that is made and only needs to be started: c1. What runs before it is c2, and then c3.
Task<> tell(Executor executor, const char* pre_runs, Story story) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  shop.describe("web",
                fmt::format("{{Container: {{Image: img, Pull: never, PublishPort: '80:80', PreRun: {}}}}}", pre_runs));
  auto loaded = co_await steps.run(Action::load);
  REQUIRE(loaded.front().event == Event::loaded);
  for (auto id : {"c1", "c2", "c3"})
    shop.docker.on("POST /containers/create").reply(201, fmt::format(R"({{"Id":"{}"}})", id));
  shop.docker.on("POST /containers/*/attach").upgrade("");
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("DELETE /containers/*").reply(204);
  auto created = co_await steps.run(Action::create);
  REQUIRE(created.front().event == Event::created);
  co_await story(shop, steps);
  co_await shop.close();
}

std::string body_of(const Workshop& shop, std::size_t number) {
  std::vector<std::string> bodies;
  for (const auto& request : shop.docker.requests())
    if (request.line.starts_with("POST /containers/create")) bodies.push_back(request.body);
  REQUIRE(number < bodies.size());
  return bodies.at(number);
}

Task<> two_run(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/wait").reply(200, R"({"StatusCode":0})");
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.front().event == Event::started);
  CHECK(body_of(shop, 1).find(R"("Cmd":["./app","--upgrade"])") != std::string::npos);
  CHECK(body_of(shop, 1).find("PortBindings") == std::string::npos);
  CHECK(body_of(shop, 2).find(R"("Cmd":["second"])") != std::string::npos);
  CHECK(shop.asked("POST /containers/create?name=web.berth-pre-run"));
  std::vector<std::string> order;
  for (const auto& line : shop.docker.lines())
    if (line.ends_with("/start") || line.starts_with("DELETE"))
      order.push_back(line.substr(0, line.find_first_of(" ?", 8)));
  CHECK(order == std::vector<std::string>{"POST /containers/c2/start", "DELETE /containers/c2",
                                          "POST /containers/c3/start", "DELETE /containers/c3",
                                          "POST /containers/c1/start"});
}

Task<> one_fails(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/wait").reply(200, R"({"StatusCode":3})");
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.front().event == Event::exited);
  CHECK(outcomes.front().verdict.ending == Ending::exit_code);
  CHECK(outcomes.front().verdict.exit_status == 3);
  CHECK(outcomes.front().verdict.text == "PreRun 1 of 1 (./app) exited with status 3");
  CHECK(shop.asked("DELETE /containers/c2"));
  CHECK_FALSE(shop.asked("POST /containers/c1/start"));
}

Task<> one_may_fail(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/wait").reply(200, R"({"StatusCode":3})");
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.front().event == Event::started);
}

// Whoever stops the service stops what runs before it, and nothing of it is left.
Task<> stopped_meanwhile(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/wait").hang();
  shop.docker.on("POST /containers/*/stop").reply(204);
  auto start = [](Steps& of) -> Task<> { (void)co_await of.run(Action::start); };
  auto job = shop.tasks.start("start", start(steps));
  for (int i = 0; i < 1000 && !shop.asked("POST /containers/c2/wait"); ++i)
    co_await sleep(std::chrono::milliseconds(1));
  shop.tasks.cancel(job);
  auto stopped = co_await steps.run(Action::stop);
  CHECK(stopped.front().event == Event::stopped);
  CHECK(shop.asked("POST /containers/c2/stop"));
  shop.docker.on("GET /containers/json").reply(200, "[]");
  auto cleared = co_await steps.run(Action::clear);
  CHECK(cleared.front().event == Event::removed);
  CHECK(shop.asked("DELETE /containers/c2"));
  CHECK(shop.asked("DELETE /containers/c1"));
}

// Nobody waits for it to end by itself.
Task<> is_off(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/wait").chunks({}).hang();
  shop.docker.on("POST /containers/*/stop").reply(204);
  Outcomes outcomes;
  auto start = [&outcomes](Steps& of) -> Task<> { outcomes = co_await of.run(Action::start); };
  shop.tasks.start("start", start(steps));
  for (int i = 0; i < 1000 && !shop.asked("POST /containers/c2/wait"); ++i)
    co_await sleep(std::chrono::milliseconds(1));
  steps.end_pre_run();
  for (int i = 0; i < 1000 && !shop.asked("POST /containers/c2/stop"); ++i)
    co_await sleep(std::chrono::milliseconds(1));
  shop.docker.push("POST /containers/*/wait", R"({"StatusCode":0})");
  shop.docker.finish("POST /containers/*/wait");
  for (int i = 0; i < 1000 && outcomes.empty(); ++i) co_await sleep(std::chrono::milliseconds(1));
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes.front().event == Event::exited);
  CHECK(outcomes.front().verdict.ok());
  CHECK_FALSE(shop.asked("POST /containers/c1/start"));
  CHECK(shop.times_asked("POST /containers/create") == 2);  // not the second command
}

}  // namespace

TEST_CASE("the commands before a start run one after the other, each in a container that is gone before the next",
          "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "[./app --upgrade, second]", two_run); });
}
TEST_CASE("a command before the start that fails ends the start with its status", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "./app --upgrade", one_fails); });
}
TEST_CASE("a command with a minus may fail", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "-./app --upgrade", one_may_fail); });
}
TEST_CASE("a stop ends the command before the start, too", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "./app", stopped_meanwhile); });
}
TEST_CASE("a command before the start that is called off ends the start, and no other is begun", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "[./app, second]", is_off); });
}
