#include "supervise/provision.h"

#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

using Story = Task<> (*)(Workshop&, Steps&);

Task<> tell(Executor executor, Story story) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  shop.describe("web",
                "{Container: {Image: img, Pull: never, Network: back, Volume: ['/srv:/srv', 'db:/db'], "
                "Mount: 'src=nfs,dst=/nfs,volume-opt=type=nfs,volume-label=team=a'}}");
  auto loaded = co_await steps.run(Action::load);
  REQUIRE(loaded.front().event == Event::loaded);
  co_await story(shop, steps);
  co_await shop.close();
}

Task<> all_missing(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /volumes/create").reply(201, R"({"Name":"db"})");
  shop.docker.on("POST /networks/create").reply(201, R"({"Id":"n1"})");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::created);
  std::vector<std::string> bodies;
  for (const auto& request : shop.docker.requests())
    if (request.line.starts_with("POST /volumes") || request.line.starts_with("POST /networks"))
      bodies.push_back(request.body);
  CHECK(bodies ==
        std::vector<std::string>{
            R"({"Name":"db","Labels":{"org.berth.service":"web"}})",
            R"({"Name":"nfs","DriverOpts":{"type":"nfs"},"Labels":{"team":"a","org.berth.service":"web"}})",
            R"({"Name":"back","Driver":"bridge","CheckDuplicate":true,"Labels":{"org.berth.service":"web"}})"});
  CHECK(shop.docker.lines().back().starts_with("POST /containers/create"));
}

Task<> all_there(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /volumes/*").reply(200, R"({"Name":"db"})");
  shop.docker.on("GET /networks/*").reply(200, R"({"Name":"back"})");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::created);
  CHECK_FALSE(shop.asked("POST /volumes"));
  CHECK_FALSE(shop.asked("POST /networks"));
}

Task<> refused(Workshop& shop, Steps& steps) {
  shop.docker.on("POST /volumes/create").reply(400, R"({"message":"no such driver"})");
  auto outcomes = co_await steps.run(Action::create);
  CHECK(outcomes.front().event == Event::failed);
  CHECK(outcomes.front().verdict.ending == Ending::engine);
  CHECK(outcomes.front().verdict.text.find("make the volume db") != std::string::npos);
  CHECK(outcomes.front().verdict.text.find("no such driver") != std::string::npos);
  CHECK_FALSE(shop.asked("POST /containers/create"));
}

// Two services that begin at once.
Task<> one_network(Workshop& shop, Steps&) {
  shop.docker.on("GET /networks/*").reply(404, R"({"message":"network back not found"})");
  shop.docker.on("GET /networks/*").reply(200, R"({"Name":"back"})");
  shop.docker.on("POST /networks/create").reply(201, R"({"Id":"n1"})");
  service::Container spec;
  spec.networks = {{"back", {}, "", ""}};
  int done = 0;
  auto ask = [](Workshop& in, std::string service, service::Container of, int& count) -> Task<> {
    auto provided = co_await provision(in.shared, service, of);
    CHECK(provided.has_value());
    ++count;
  };
  shop.tasks.start("web1", ask(shop, "web1", spec, done));
  shop.tasks.start("web2", ask(shop, "web2", spec, done));
  for (int i = 0; i < 1000 && done < 2; ++i) co_await sleep(std::chrono::milliseconds(1));
  CHECK(done == 2);
  CHECK(shop.times_asked("POST /networks/create") == 1);
}

}  // namespace

TEST_CASE("volumes and a network that are missing are made with the service's label, before the container",
          "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, all_missing); });
}
TEST_CASE("volumes and a network that are there are left alone", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, all_there); });
}
TEST_CASE("a volume that can't be made fails the start with the engine's words", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, refused); });
}
TEST_CASE("two services that begin at once make their network once", "[supervise]") {
  test::on_loop([](Executor executor) { return tell(executor, one_network); });
}
