#include "supervise/reaper.h"

#include <algorithm>

#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using namespace std::chrono_literals;

namespace {

using Owner = Reaper::Owner;

// A container in a list; the labels say whose it is.
std::string listed(const std::string& name, const std::string& service, const std::string& state = "running") {
  return fmt::format(R"({{"Id":"{}-id","Names":["/{}"],"State":"{}","ImageID":"sha256:aa","Image":"img",)"
                     R"("Labels":{{"org.berth.service":"{}","org.berth.descriptor":"/etc/berth/services/{}.yaml"}}}})",
                     name, name, state, service, service);
}

// A reaper whose services the test plays.
struct Scene {
  explicit Scene(const Executor& executor, Duration grace = 20ms, const std::string& image = cached_image)
      : shop(executor),
        reaper(
            shop.shared, grace,
            {[this](const std::string&) { return owner_now(); }, [this](std::string) { return systemd_says(this); }}) {
    shop.docker.on("GET /images/*/json").reply(200, image);
    shop.docker.on("POST /containers/*/stop").reply(204);
    shop.docker.on("DELETE /containers/*").reply(204);
  }

  Owner owner_now() const {
    bool is_back = back_once_stopped && asked("POST /containers/c1/stop");
    return is_back ? Owner::busy : owner;
  }
  static Task<bool> systemd_says(Scene* scene) { co_return scene->is_up; }

  // What there is, for every look from now on.
  void there_is(const std::string& containers, const std::string& service = "ghost") {
    shop.docker.on("GET /containers/json").reply(200, "[" + containers + "]");
    shop.docker.on("GET /containers/*/json")
        .reply(200, inspected(running, R"({"org.berth.service":")" + service + R"("})"));
  }

  bool asked(const std::string& line) const {
    auto lines = shop.docker.lines();
    return std::any_of(lines.begin(), lines.end(), [&line](const auto& seen) { return seen.starts_with(line); });
  }

  // Looks, and waits for what comes of it.
  Task<> look(Duration span = 60ms) {
    reaper.look();
    co_await sleep(span);
  }

  Task<> finish() {
    shop.tasks.cancel_all();
    for (int i = 0; i < 100 && !shop.tasks.empty(); ++i) co_await sleep(1ms);
  }

  Workshop shop;
  Owner owner = Owner::none;
  bool back_once_stopped = false;
  bool is_up = false;
  Reaper reaper;
};

Task<> orphan(Executor executor) {
  Scene scene(executor, 100ms);
  scene.there_is(listed("ghost", "ghost"));
  co_await scene.look(50ms);
  CHECK_FALSE(scene.asked("POST /containers/c1/stop"));
  co_await scene.look(150ms);
  auto lines = scene.shop.docker.lines();
  auto stopped = std::find(lines.begin(), lines.end(), "POST /containers/c1/stop");
  REQUIRE(stopped != lines.end());
  auto removed =
      std::find_if(stopped, lines.end(), [](const auto& l) { return l.starts_with("DELETE /containers/c1"); });
  REQUIRE(removed != lines.end());
  CHECK(removed->find("force=0") != std::string::npos);
  co_await scene.finish();
}

// Whatever it is, nothing may be stopped or removed.
Task<> spared(Executor executor, std::string containers, Owner owner, bool is_up, Duration grace) {
  Scene scene(executor, grace);
  scene.owner = owner;
  scene.is_up = is_up;
  scene.there_is(containers);
  co_await scene.look();
  co_await scene.look();
  CHECK_FALSE(scene.asked("POST"));
  CHECK_FALSE(scene.asked("DELETE"));
  co_await scene.finish();
}

Task<> comes_back(Executor executor) {
  Scene scene(executor, 40ms);
  scene.there_is(listed("ghost", "ghost"));
  co_await scene.look(20ms);
  scene.owner = Owner::resting;
  scene.reaper.spare_those_back();
  scene.owner = Owner::none;
  co_await sleep(60ms);
  CHECK_FALSE(scene.asked("POST"));
  // Its grace begins anew.
  co_await scene.look(20ms);
  CHECK_FALSE(scene.asked("POST"));
  co_await sleep(60ms);
  CHECK(scene.asked("DELETE /containers/c1"));
  co_await scene.finish();
}

Task<> back_during_stop(Executor executor) {
  Scene scene(executor);
  scene.there_is(listed("ghost", "ghost"));
  scene.back_once_stopped = true;
  co_await scene.look();
  CHECK(scene.asked("POST /containers/c1/stop"));
  CHECK_FALSE(scene.asked("DELETE"));
  co_await scene.finish();
}

Task<> engine_away(Executor executor) {
  Scene scene(executor);
  scene.shop.docker.on("GET /containers/json").reply(200, "[" + listed("ghost", "ghost") + "]");
  scene.shop.docker.on("GET /containers/*/json").reply(500, R"({"message":"not now"})");
  scene.shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  co_await scene.look();
  CHECK_FALSE(scene.asked("DELETE"));
  co_await scene.look();
  CHECK(scene.asked("DELETE /containers/c1"));
  co_await scene.finish();
}

Task<> label_of_image(Executor executor) {
  std::string committed = R"({"Id":"sha256:aa","Config":{"Labels":{"org.berth.service":"ghost"}}})";
  Scene scene(executor, 5ms, committed);
  scene.there_is(listed("ghost", "ghost"));
  co_await scene.look();
  CHECK_FALSE(scene.asked("DELETE"));
  co_await scene.finish();
}

Task<> leftovers(Executor executor) {
  Scene scene(executor);
  scene.owner = Owner::resting;
  scene.there_is(listed("web", "web", "exited") + "," + listed("web.berth-next", "web", "created") + "," +
                 listed("web.berth-before", "web", "exited") + "," + listed("db.berth-next", "db", "running"));
  co_await scene.look();
  CHECK(scene.asked("DELETE /containers/web.berth-next-id"));
  CHECK(scene.asked("DELETE /containers/web.berth-before-id"));
  CHECK_FALSE(scene.asked("DELETE /containers/web-id"));
  CHECK_FALSE(scene.asked("DELETE /containers/db.berth-next-id"));
  CHECK_FALSE(scene.asked("POST"));
  co_await scene.finish();
}

}  // namespace

TEST_CASE("a container of no service is stopped by its own signal and removed when its grace is over, not before",
          "[supervise]") {
  on_loop([](Executor executor) { return orphan(executor); });
}
TEST_CASE("what has an owner, a unit that is up, an impossible name or no end of grace is left alone", "[supervise]") {
  auto ghost = listed("ghost", "ghost");
  on_loop([ghost](Executor executor) { return spared(executor, ghost, Owner::busy, false, 5ms); });
  on_loop([ghost](Executor executor) { return spared(executor, ghost, Owner::resting, false, 5ms); });
  on_loop([ghost](Executor executor) { return spared(executor, ghost, Owner::none, true, 5ms); });
  on_loop([ghost](Executor executor) { return spared(executor, ghost, Owner::none, false, Duration::max()); });
  auto impossible = listed("odd", "../../etc");
  on_loop([impossible](Executor executor) { return spared(executor, impossible, Owner::none, false, 5ms); });
}
TEST_CASE("a service that comes back within the grace keeps its container, and has all of it the next time",
          "[supervise]") {
  on_loop([](Executor executor) { return comes_back(executor); });
}
TEST_CASE("a service that comes back while its container stops finds it there", "[supervise]") {
  on_loop([](Executor executor) { return back_during_stop(executor); });
}
TEST_CASE("an engine that fails is asked again at the next look, and nothing is removed unseen", "[supervise]") {
  on_loop([](Executor executor) { return engine_away(executor); });
}
TEST_CASE("what somebody runs of an image with our label in it, made by docker commit, is left alone", "[supervise]") {
  on_loop([](Executor executor) { return label_of_image(executor); });
}
TEST_CASE("of a service that rests only what a restart has left is removed, and nothing that runs", "[supervise]") {
  on_loop([](Executor executor) { return leftovers(executor); });
}
