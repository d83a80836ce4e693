#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Event;

namespace {

using Story = Task<> (*)(Workshop&, Steps&);

Task<> tell(Executor executor, const char* keys, Story story) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  shop.describe("web", fmt::format("{{Container: {{Image: img, Pull: never{}}}}}", keys));
  auto loaded = co_await steps.run(Action::load);
  REQUIRE(loaded.front().event == Event::loaded);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  (void)co_await steps.run(Action::create);
  co_await story(shop, steps);
  co_await shop.close();
}

void answer_with(Workshop& shop, int status) {
  shop.docker.on("POST /containers/*/exec").reply(201, R"({"Id":"e1"})");
  shop.docker.on("POST /exec/*/start").until_eof(std::string("\1\0\0\0\0\0\0\4bad\n", 12));
  shop.docker.on("GET /exec/*/json").reply(200, fmt::format(R"({{"ExitCode":{}}})", status));
}

Task<> by_command(Workshop& shop, Steps& steps) {
  answer_with(shop, 0);
  auto done = co_await steps.reload(std::chrono::seconds(1));
  CHECK(done);
  std::string order;
  for (const auto& request : shop.docker.requests())
    if (request.line == "POST /containers/c1/exec") order = request.body;
  CHECK(order.find(R"("Cmd":["caddy","reload"],"WorkingDir":"/etc/caddy")") != std::string::npos);
}

Task<> by_command_that_fails(Workshop& shop, Steps& steps) {
  answer_with(shop, 1);
  auto done = co_await steps.reload(std::chrono::seconds(1));
  CHECK_FALSE(done);
}

// It is no order to end: what the container does next is its own doing.
Task<> by_signal(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /containers/*/kill").reply(204);
  auto done = co_await steps.reload(std::chrono::seconds(1));
  CHECK(done);
  CHECK(shop.asked("POST /containers/c1/kill?signal=SIGHUP"));
  steps.note_kill("c1");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(0)));
  auto looked = co_await steps.run(Action::look);
  REQUIRE(looked.back().event == Event::exited);
  CHECK_FALSE(looked.back().verdict.by_order);
}

Task<> by_nothing(Workshop&, Steps& steps) {
  auto done = co_await steps.reload(std::chrono::seconds(1));
  CHECK_FALSE(done);
}

}  // namespace

TEST_CASE("a reload runs its command in the container, in its folder", "[supervise]") {
  test::on_loop([](Executor executor) {
    return tell(executor, ", ReloadCmd: caddy reload, ReloadWorkingDir: /etc/caddy", by_command);
  });
}
TEST_CASE("a reload whose command fails has failed", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, ", ReloadCmd: x", by_command_that_fails); });
}
TEST_CASE("a reload by a signal is no order to end", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, ", ReloadSignal: HUP", by_signal); });
}
TEST_CASE("a reload of a service that knows none fails", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, "", by_nothing); });
}
