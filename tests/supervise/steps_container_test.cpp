#include "base/file.h"
#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

// The steps of a service whose descriptor was loaded.
Task<> with_loaded(Workshop& shop, Steps& steps) {
  shop.describe("web", "{Container: {Image: img, Pull: never}}");
  auto loaded = co_await steps.run(Action::load);
  REQUIRE(loaded.front().event == Event::loaded);
}

using Story = Task<> (*)(Workshop&, Steps&);

Task<> tell(Executor executor, Story story) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  co_await story(shop, steps);
  co_await shop.close();
}

Task<> leftover(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/create").reply(409, R"({"message":"name in use"})");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c2"})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(0)));
  shop.docker.on("DELETE /containers/*").reply(204);
  shop.docker.on("POST /containers/*/attach").upgrade("");
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::created);
  CHECK(shop.asked("DELETE /containers/c1"));
  CHECK(steps.current().container_id == "c2");
}

// The engine is still making what was asked for before it went away: it has the name, and shows nothing yet.
Task<> late_twin(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  for (int i = 0; i < 2; ++i) shop.docker.on("POST /containers/create").reply(409, R"({"message":"name in use"})");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c2"})");
  shop.docker.on("GET /containers/*/json").reply(404, R"({"message":"no such container"})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(0)));
  shop.docker.on("DELETE /containers/*").reply(204);
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::created);
  CHECK(shop.asked("DELETE /containers/c1"));
  CHECK(steps.current().container_id == "c2");
}

// The engine goes on with what it was asked for, whoever asked.
Task<> cut_off(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("GET /containers/json").reply(200, "[]");
  (void)co_await steps.run(Action::clear);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  (void)co_await steps.run(Action::create);
  shop.docker.on("POST /containers/create").chunks({}).hang();
  auto create = [](Steps& of) -> Task<> { (void)co_await of.run(Action::create); };
  auto job = shop.tasks.start("create", create(steps));
  for (int i = 0; i < 1000 && shop.times_asked("POST /containers/create") < 2; ++i)
    co_await sleep(std::chrono::milliseconds(1));
  shop.tasks.cancel(job);
  auto asked = shop.times_asked("GET /containers/json");
  shop.docker.on("DELETE /containers/*").reply(204);
  auto cleared = co_await steps.run(Action::clear);
  CHECK(cleared.front().event == Event::removed);
  CHECK(shop.times_asked("GET /containers/json") > asked);
}

Task<> foreigner(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/create").reply(409, R"({"message":"name in use"})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running, "{}", "other:1"));
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::failed);
  CHECK(outcomes.front().verdict.ending == Ending::engine);
  CHECK(outcomes.front().verdict.text.starts_with("a container named web is not Berth's and runs other:1"));
  CHECK_FALSE(shop.asked("DELETE"));
  CHECK_FALSE(shop.asked("POST /containers/c1/stop"));
}

Task<> others_service(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/create").reply(409, R"({"message":"name in use"})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running, R"({"org.berth.service":"mine"})"));
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().verdict.text.starts_with("a container named web belongs to the service mine"));
  CHECK_FALSE(shop.asked("DELETE"));
}

Task<> engine_fails(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/rename").reply(204);
  shop.docker.on("POST /containers/*/start").reply(500, R"({"message":"port is already allocated"})");
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.front().event == Event::failed);
  CHECK(outcomes.front().verdict.text.find("port is already allocated") != std::string::npos);
}

Task<> engine_vanishes(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/rename").reply(204);
  shop.docker.on("POST /containers/*/start").reply(204).drop_after(3);
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.front().event == Event::engine_lost);
}

Task<> look_after_exit(Workshop& shop, Steps& steps) {
  shop.describe("web", "{Container: {Image: img}}");
  shop.docker.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"exited","Labels":{}}])");
  shop.docker.on("GET /containers/*/json").reply(500, R"({"message":"not now"})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137, true)));
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ending == Ending::oom_kill);
  CHECK(outcomes.back().verdict.holder_status() == 137);
}

Task<> look_after_engine_restart(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade("");  // and it ends, as with an engine that is restarted
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  co_await steps.run(Action::pull);
  co_await steps.run(Action::create);
  co_await steps.run(Action::start);
  co_await sleep(std::chrono::milliseconds(20));
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(shop.times_asked("POST /containers/c1/attach?") == 2);
}

// The engine was killed, and keeps an endpoint of a container that is no more.
Task<> stale_endpoint(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/start")
      .reply(403, R"({"message":"endpoint with name web already exists in network some-net"})");
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("POST /containers/*/rename").reply(204);
  shop.docker.on("POST /networks/*/disconnect").reply(200);
  for (auto action : {Action::pull, Action::create}) co_await steps.run(action);
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.back().event == Event::started);
  CHECK(Ledger(shop.folder.path()).of("web").current_container() == "c1");
  std::vector<std::string> wanted{"POST /containers/c1/start", "POST /containers/c1/rename?name=web.berth-next",
                                  "POST /networks/some-net/disconnect", "POST /containers/c1/rename?name=web"};
  auto lines = shop.docker.lines();
  CHECK(std::search(lines.begin(), lines.end(), wanted.begin(), wanted.end()) != lines.end());
  CHECK(shop.times_asked("POST /containers/c1/start") == 2);
  CHECK(shop.docker.requests()[static_cast<std::size_t>(shop.docker.lines().size() - 4)].body ==
        R"({"Container":"web","Force":true})");
}

Task<> look_for_nothing(Workshop& shop, Steps& steps) {
  shop.describe("web", "{Container: {Image: img}, Log: {Journal: no}}");
  shop.docker.on("GET /containers/json").reply(200, "[]");
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ending == Ending::lost);
  auto log = file::read(shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->ends_with(": somebody removed the container while nobody read it\n"));
}

Task<> quick_success(Workshop& shop, Steps& steps) {
  co_await with_loaded(shop, steps);
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/rename").reply(204);
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(0)));
  auto outcomes = co_await steps.run(Action::start);
  CHECK(outcomes.back().event == Event::started);
  shop.docker.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"exited","Labels":{}}])");
  outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ok());
}

Task<> remove_in_progress(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"exited","Labels":{}}])");
  shop.docker.on("DELETE /containers/*").reply(409, R"({"message":"removal already in progress"})");
  shop.docker.on("DELETE /containers/*").reply(404, R"({"message":"no such container"})");
  auto outcomes = co_await steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
}

constexpr auto two_networks =
    "{Container: {Image: img, Pull: never, Network: ['back:ip=10.0.0.5', 'front:alias=api']}, Log: {Journal: no}}";

void describe_networks(Workshop& shop) {
  shop.describe("web", two_networks);
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("GET /networks/back").reply(200, R"({"Name":"back"})");
  shop.docker.on("GET /networks/front").reply(200, R"({"Name":"front"})");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
}

// Engines before API 1.44 know one network at a time.
Task<> several_networks(Workshop& shop, Steps& steps) {
  describe_networks(shop);
  shop.docker.on("POST /networks/*/connect").reply(200);
  for (auto action : {Action::load, Action::pull}) co_await steps.run(action);
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.back().event == Event::created);
  CHECK(shop.docker.lines().back() == "POST /networks/front/connect");
  CHECK(shop.docker.requests().back().body == R"({"Container":"c1","EndpointConfig":{"Aliases":["api"]}})");
  auto created = shop.docker.requests()[shop.docker.requests().size() - 2].body;
  CHECK(created.find(R"("EndpointsConfig":{"back":{"IPAMConfig":{"IPv4Address":"10.0.0.5"}}})") != created.npos);
}

Task<> network_refused(Workshop& shop, Steps& steps) {
  describe_networks(shop);
  shop.docker.on("POST /networks/*/connect").reply(409, R"({"message":"no room"})");
  shop.docker.on("DELETE /containers/*").reply(204);
  for (auto action : {Action::load, Action::pull}) co_await steps.run(action);
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.back().event == Event::failed);
  CHECK(outcomes.back().verdict.text.find("connect to the network front: ") != std::string::npos);
  CHECK(outcomes.back().verdict.text.find("no room") != std::string::npos);
  CHECK(shop.times_asked("DELETE /containers/c1") == 1);
  CHECK(shop.times_asked("POST /containers/create") == 1);
}

Task<> good_status(Workshop& shop, Steps& steps) {
  shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}, Service: {SuccessExitStatus: 3}}");
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/rename").reply(204);
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(3)));
  for (auto action : {Action::load, Action::pull, Action::create, Action::start}) co_await steps.run(action);
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ok());
  CHECK(outcomes.back().verdict.holder_status() == 3);
}

}  // namespace

TEST_CASE("a container gets into all its networks before it is started", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, several_networks); });
}
TEST_CASE("a container that a network does not take is removed, and the network named", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, network_refused); });
}
TEST_CASE("an end in SuccessExitStatus is a success, and systemd hears the status", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, good_status); });
}
TEST_CASE("an endpoint that a killed engine has kept does not stop a start", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, stale_endpoint); });
}
TEST_CASE("a container that the engine is still making from a request given up is waited for and removed",
          "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, late_twin); });
}

TEST_CASE("a leftover of ours is removed and the container created anew", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, leftover); });
}
TEST_CASE("a container of somebody else is never touched", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, foreigner); });
  test::on_loop([](Executor executor) { return tell(executor, others_service); });
}
TEST_CASE("an engine that refuses fails the start with its words, and one that vanishes only delays it",
          "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, engine_fails); });
  test::on_loop([](Executor executor) { return tell(executor, engine_vanishes); });
}
TEST_CASE("an engine's error is no answer: a look asks again until it has one", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, look_after_exit); });
}
TEST_CASE("an output that ended while its container runs is read again", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, look_after_engine_restart); });
}
TEST_CASE("a container that is nowhere is lost", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, look_for_nothing); });
}
TEST_CASE("a container that ended well before we looked was ready all the same", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, quick_success); });
}
TEST_CASE("a removal that somebody else began is waited for", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, remove_in_progress); });
}
TEST_CASE("a container that was being made when that was called off is looked for before all is clear", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, cut_off); });
}
