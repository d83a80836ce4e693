#include "service/machine.h"

#include <algorithm>
#include <optional>
#include <random>

#include "service/life.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::service;

namespace {

// What a long action may answer; the first one is what the machine hopes for.
std::vector<Event> outcomes_of(Action action) {
  switch (action) {
    case Action::load:
      return {Event::loaded, Event::prepared, Event::started, Event::started_warm, Event::failed, Event::engine_lost};
    case Action::pull: return {Event::pulled, Event::failed, Event::engine_lost};
    case Action::create: return {Event::created, Event::failed, Event::engine_lost};
    case Action::start: return {Event::started, Event::started_warm, Event::exited, Event::failed, Event::engine_lost};
    case Action::prepare: return {Event::prepared, Event::failed, Event::engine_lost};
    case Action::refuse: return {Event::refused, Event::stop_asked};
    case Action::go_back: return {Event::prepared, Event::failed, Event::engine_lost};
    case Action::fall_back: return {Event::fallen_back, Event::failed, Event::engine_lost};
    case Action::look: return {Event::found_running, Event::ready, Event::unhealthy, Event::exited, Event::engine_lost};
    case Action::stop: return {Event::stopped, Event::failed, Event::engine_lost};
    case Action::set_aside:
    case Action::clear: return {Event::removed, Event::failed, Event::engine_lost};
    default: return {};
  }
}

}  // namespace

TEST_CASE("a service starts, runs and stops", "[service]") {
  Life life;
  CHECK(after(life, Event::start_asked) == "loading: load");
  CHECK(after(life, Event::loaded) == "pulling: pull");
  CHECK(after(life, Event::pulled) == "creating: create");
  CHECK(after(life, Event::created) == "starting: start");
  CHECK(after(life, Event::started) == "running: tell-ready");
  CHECK(after(life, Event::stop_asked) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned");
  CHECK(life.verdict.holder_status() == 0);
  CHECK(after(life, Event::holder_gone) == "dead: ");
  CHECK(after(life, Event::cleanup_asked) == "dead: tell-cleaned");
}

TEST_CASE("with Notify: healthy the unit is ready when the health check says so", "[service]") {
  auto life = life_in(State::starting);
  CHECK(after(life, Event::started_warm) == "warming: ");
  CHECK(after(life, Event::ready) == "running: tell-ready");
}

TEST_CASE("a container that exits passes its status on, and its cleanup is done once", "[service]") {
  auto life = life_in(State::running);
  CHECK(after(life, Event::exited, exit_with(3)) == "removing: clear");
  CHECK(after(life, Event::removed) == "failed: tell-exit tell-cleaned");
  CHECK(life.verdict.holder_status() == 3);
  CHECK(after(life, Event::cleanup_asked) == "failed: tell-cleaned");
}

TEST_CASE("a start that fails before anything is created ends at once with its reason", "[service]") {
  auto life = life_in(State::loading);
  CHECK(after(life, Event::failed, {Ending::descriptor, 0, "web.yaml:4:5: no"}) == "failed: tell-exit tell-cleaned");
  CHECK(life.verdict.holder_status() == 78);
  life = life_in(State::pulling);
  CHECK(after(life, Event::failed, {Ending::image, 0, "no such image"}) == "failed: tell-exit tell-cleaned");
  CHECK(life.verdict.holder_status() == 125);
}

TEST_CASE("a stop during a pull cancels the pull", "[service]") {
  auto life = life_in(State::pulling, true);
  CHECK(after(life, Event::stop_asked) == "dead: cancel tell-exit tell-cleaned");
  life = life_in(State::pulling, false);
  CHECK(after(life, Event::stop_asked) == "stopping: stop");
}

TEST_CASE("a stop while the container is being created or started waits for the outcome", "[service]") {
  auto life = life_in(State::creating);
  CHECK(after(life, Event::stop_asked) == "creating: ");
  CHECK(after(life, Event::created) == "removing: clear");
  life = life_in(State::starting);
  CHECK(after(life, Event::holder_gone) == "starting: ");
  CHECK(after(life, Event::started) == "stopping: stop");
}

TEST_CASE("with the engine away a start waits and then begins anew", "[service]") {
  auto life = life_in(State::pulling);
  CHECK(after(life, Event::engine_lost) == "waiting-engine: cancel");
  CHECK(after(life, Event::engine_up) == "loading: load");
  life = life_in(State::starting);
  CHECK(after(life, Event::engine_lost) == "waiting-engine: ");
}

TEST_CASE("an engine that goes away does not end what runs, and is looked at when it is back", "[service]") {
  auto life = life_in(State::running);
  CHECK(after(life, Event::engine_lost) == "running: ");
  CHECK(after(life, Event::engine_up) == "running: look");
  CHECK(after(life, Event::found_running) == "running: ");
  CHECK(after(life, Event::engine_up) == "running: look");
  CHECK(after(life, Event::exited, {Ending::lost, 0, "gone"}) == "removing: clear");
}

TEST_CASE("a holder that is back after a daemon restart adopts its container", "[service]") {
  Life life;
  CHECK(after(life, Event::resume_asked) == "adopting: look");
  CHECK(after(life, Event::engine_lost) == "adopting: ");
  CHECK(after(life, Event::engine_up) == "adopting: look");
  CHECK(after(life, Event::found_running) == "running: tell-ready");
}

TEST_CASE("a stop that came while the daemon was away finds the container", "[service]") {
  Life life;
  CHECK(after(life, Event::stop_asked) == "stopping: stop");
  life = Life{};
  CHECK(after(life, Event::cleanup_asked) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned");
}

TEST_CASE("a dead holder ends the container, and the next start waits for that", "[service]") {
  auto life = life_in(State::running);
  CHECK(after(life, Event::holder_gone) == "stopping: stop");
  CHECK(after(life, Event::cleanup_asked) == "stopping: ");
  CHECK(after(life, Event::start_asked) == "stopping: ");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "loading: tell-cleaned load");
}

TEST_CASE("a stop that the engine refuses ends in removal by force", "[service]") {
  auto life = life_in(State::stopping);
  CHECK(after(life, Event::failed, {Ending::engine, 0, "no"}) == "removing: clear");
  CHECK(after(life, Event::failed, {Ending::engine, 0, "no"}) == "dead: tell-exit tell-cleaned");
  CHECK_FALSE(life.clean);
}

TEST_CASE("a new image that fails is quarantined and the last good one started under the same holder", "[service]") {
  for (auto state : {State::starting, State::warming, State::running}) {
    auto life = life_in(state);
    step(life, Event::on_trial);
    INFO(name_of(state));
    CHECK(after(life, Event::exited, exit_with(1)) == "falling-back: condemn fall-back");
    CHECK(after(life, Event::fallen_back) == "creating: create");
    CHECK(after(life, Event::created) == "starting: start");
    CHECK(after(life, Event::started) == "running: tell-ready");
    CHECK(after(life, Event::exited, exit_with(1)) == "removing: clear");
  }
}

TEST_CASE("what is not the image's fault, and an image that has proved itself, ends as ever", "[service]") {
  auto life = life_in(State::starting);
  step(life, Event::on_trial);
  CHECK(after(life, Event::failed, {Ending::engine, 0, "port is already allocated"}) == "removing: clear");
  life = life_in(State::running);
  step(life, Event::on_trial);
  CHECK(after(life, Event::proved) == "running: approve");
  CHECK(after(life, Event::exited, exit_with(1)) == "removing: clear");
  life = life_in(State::running);
  step(life, Event::on_trial);
  step(life, Event::off_trial);
  CHECK(after(life, Event::exited, exit_with(1)) == "removing: clear");
}

TEST_CASE("if the last good image does no better, the new one is acquitted", "[service]") {
  auto life = life_in(State::warming);
  step(life, Event::on_trial);
  CHECK(after(life, Event::failed, {Ending::health, 0, "unhealthy"}) == "falling-back: condemn fall-back");
  after(life, Event::fallen_back);
  after(life, Event::created);
  after(life, Event::started_warm);
  CHECK(after(life, Event::failed, {Ending::health, 0, "unhealthy"}) == "stopping: acquit stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "failed: tell-exit tell-cleaned");
  CHECK(life.verdict.ending == Ending::health);
}

TEST_CASE("a watchdog that bites condemns a new image, though nothing can take its place under this holder",
          "[service]") {
  auto life = life_in(State::running);
  step(life, Event::on_trial);
  CHECK(after(life, Event::watchdog, {Ending::watchdog, 0, "late"}) == "stopping: condemn stop");
  life = life_in(State::running);
  CHECK(after(life, Event::watchdog, {Ending::watchdog, 0, "late"}) == "stopping: stop");
}

TEST_CASE("an unhealthy container is stopped with the reason", "[service]") {
  auto life = life_in(State::running);
  CHECK(after(life, Event::unhealthy, {Ending::health, 0, "unhealthy"}) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "failed: tell-exit tell-cleaned");
}

TEST_CASE("every event in every state leads to a legal state with at most one long action", "[service]") {
  for (auto state : all_states) {
    for (auto event : all_events) {
      for (bool flag : {false, true}) {
        auto life = life_in(state, flag);
        life.stop_wanted = life.start_wanted = flag;
        life.covered = life.fell_back = life.prepared = life.has_before = life.goes_back = life.starts_anew = flag;
        INFO(name_of(state) << " x " << name_of(event) << " flags " << flag);
        auto actions = step(life, event, exit_with(1));
        CHECK(std::find(all_states.begin(), all_states.end(), life.state) != all_states.end());
        auto longs = std::count_if(actions.begin(), actions.end(), is_long);
        CHECK(longs <= 1);
        CHECK((longs == 0 || is_long(actions.back())));
        bool at_rest = life.state == State::dead || life.state == State::failed;
        CHECK_FALSE((at_rest && longs > 0));
        bool entered = life.state != state;
        bool waits_outside = life.state == State::waiting_engine || life.state == State::warming ||
                             life.state == State::running || life.state == State::kept;
        CHECK((!entered || at_rest || waits_outside || longs == 1));
        CHECK((!entered || !at_rest || std::find(actions.begin(), actions.end(), Action::tell_exit) != actions.end()));
      }
    }
  }
}

namespace {

// A world around the machine: outcomes come in any order with anything the outside can do.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  void disturb() {
    if (pending_ && chance(2)) return finish_pending();
    switch (pick(13)) {
      case 0: return feed(Event::start_asked);
      case 1: return feed(Event::stop_asked);
      case 2: return feed(Event::holder_gone);
      case 3: return feed(Event::cleanup_asked);
      case 4: return feed(Event::engine_up);
      case 5: return feed(Event::engine_lost);
      case 6: return feed(Event::resume_asked);
      case 7: return feed(Event::restart_asked);
      case 8: return feed(Event::abandoned);
      case 9: return feed(Event::watchdog, exit_with(1));
      case 10: return feed(Event::proved);
      case 11: return feed(Event::unhealthy, {Ending::health, 0, "unhealthy"});
      default: return feed(chance(2) ? Event::ready : Event::exited, exit_with(1));
    }
  }

  // The engine is well again and the unit is stopped for good.
  void settle() {
    for (int i = 0; i < 3; ++i) {
      feed(Event::holder_gone);
      feed(Event::cleanup_asked);
      feed(Event::abandoned);
      work_off();
    }
  }

  bool at_rest() const { return life.state == State::dead || life.state == State::failed; }
  bool idle() const { return !pending_; }

  Life life;

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool chance(int n) { return pick(n) == 0; }

  void work_off() {
    for (int i = 0; i < 20 && !(at_rest() && !pending_); ++i) {
      if (!pending_) feed(Event::engine_up);
      if (pending_) feed_outcome(outcomes_of(*pending_).front());
    }
    for (int i = 0; i < 20 && pending_; ++i) feed_outcome(outcomes_of(*pending_).front());
  }

  void finish_pending() {
    auto outcomes = outcomes_of(*pending_);
    feed_outcome(outcomes[static_cast<std::size_t>(pick(static_cast<int>(outcomes.size())))]);
  }

  void feed_outcome(Event event) {
    pending_.reset();
    feed(chance(2) ? Event::on_trial : Event::off_trial);
    feed(event, exit_with(1));
  }

  void feed(Event event, const Verdict& verdict = {}) {
    for (auto action : step(life, event, verdict)) {
      if (is_long(action)) pending_ = action;
      if (action == Action::cancel) pending_.reset();
    }
  }

  std::mt19937 random_;
  std::optional<Action> pending_;
};

}  // namespace

TEST_CASE("ten thousand random stories all end at rest with nothing left under way", "[service]") {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    World world(seed);
    for (int i = 0; i < 40; ++i) world.disturb();
    world.settle();
    INFO("seed " << seed << ", ended in " << name_of(world.life.state));
    REQUIRE(world.at_rest());
    REQUIRE(world.idle());
    REQUIRE(world.life.clean);
  }
}
