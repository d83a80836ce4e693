// Restarts: the next container beside the one that serves, and what becomes of it.
#include "service/life.h"
#include "service/machine.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::service;

TEST_CASE("a restart makes the next container while the old one serves", "[service]") {
  auto life = life_in(State::running);
  CHECK(after(life, Event::restart_asked) == "preparing: prepare");
  CHECK(after(life, Event::restart_asked) == "preparing: ");
  CHECK(after(life, Event::prepared) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: set-aside");
  CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned expect-holder");
  CHECK(life.verdict.holder_status() == 0);
  CHECK(after(life, Event::cleanup_asked) == "dead: tell-cleaned");
  CHECK(after(life, Event::start_asked) == "loading: load");
  CHECK(after(life, Event::prepared) == "starting: start");
  CHECK(after(life, Event::started) == "running: tell-ready forget-before");
}

TEST_CASE("a restart whose new container does not become ready brings the one before back", "[service]") {
  Verdict taken{Ending::engine, 0, "port is already allocated"};
  for (auto state : {State::loading, State::pulling, State::creating, State::starting, State::warming}) {
    INFO(name_of(state));
    auto life = life_in(state);
    life.has_before = true;
    CHECK(after(life, Event::failed, taken) == "falling-back: go-back");
    CHECK(after(life, Event::engine_up) == "falling-back: go-back");
    CHECK(after(life, Event::prepared) == "starting: start");
    CHECK(after(life, Event::started) == "running: tell-ready");
  }
  auto life = life_in(State::starting);
  life.has_before = true;
  after(life, Event::failed, taken);
  CHECK(after(life, Event::failed, taken) == "removing: clear");
  // A stop, and a last good image that could do better, come first.
  life = life_in(State::starting);
  life.has_before = life.stop_wanted = true;
  CHECK(after(life, Event::failed, taken) == "removing: clear");
  life = life_in(State::starting);
  life.has_before = life.covered = true;
  CHECK(after(life, Event::exited, exit_with(1)) == "falling-back: condemn fall-back");
  after(life, Event::fallen_back);
  CHECK(after(life, Event::failed, taken) == "falling-back: acquit go-back");
}

TEST_CASE("a container that was prepared in vain is cleared away", "[service]") {
  auto life = life_in(State::dead);
  life.prepared = true;
  CHECK(after(life, Event::abandoned) == "removing: clear");
  CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned");
  life = life_in(State::preparing);
  CHECK(after(life, Event::stop_asked) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  life = life_in(State::removing);
  life.prepared = true;
  CHECK(after(life, Event::stop_asked) == "removing: clear");
}

TEST_CASE("a restart that cannot be prepared is refused, and the old container serves on", "[service]") {
  auto life = life_in(State::running);
  after(life, Event::restart_asked);
  CHECK(after(life, Event::failed, {Ending::descriptor, 0, "web.yaml:4:5: no"}) == "refusing: refuse");
  CHECK(after(life, Event::refused) == "kept: release expect-holder");
  CHECK(after(life, Event::holder_gone) == "kept: ");
  CHECK(after(life, Event::cleanup_asked) == "kept: tell-cleaned");
  CHECK(after(life, Event::start_asked) == "adopting: look");
  CHECK(after(life, Event::found_running) == "running: tell-ready");
  life = life_in(State::kept);
  CHECK(after(life, Event::abandoned) == "stopping: stop");
}

TEST_CASE("a restart that comes between the two holders of a refused one is carried out, and by the second",
          "[service]") {
  auto between = [] {
    auto life = life_in(State::kept);
    CHECK(after(life, Event::restart_asked) == "kept: tell-cleaned");
    CHECK(after(life, Event::start_asked) == "preparing: prepare");
    return life;
  };
  auto life = between();
  CHECK(after(life, Event::prepared) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: set-aside");
  CHECK(after(life, Event::removed) == "loading: tell-cleaned load");
  CHECK(after(life, Event::prepared) == "starting: start");
  CHECK(after(life, Event::started) == "running: tell-ready forget-before");

  life = between();
  CHECK(after(life, Event::failed, {Ending::descriptor, 0, "no"}) == "refusing: refuse");
  CHECK(after(life, Event::refused) == "adopting: look");
  CHECK(after(life, Event::found_running) == "running: tell-ready");

  // One more, which stops this holder; and a stop.
  life = between();
  CHECK(after(life, Event::restart_asked) == "preparing: ");
  CHECK(after(life, Event::failed, {Ending::descriptor, 0, "no"}) == "refusing: refuse");
  CHECK(after(life, Event::refused) == "kept: release expect-holder");
  CHECK(after(life, Event::start_asked) == "adopting: look");
  life = between();
  CHECK(after(life, Event::stop_asked) == "stopping: stop");
  CHECK(after(life, Event::stopped) == "removing: clear");
  CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned");
}

TEST_CASE("a new holder that is told to stop while the old container goes is not started for", "[service]") {
  for (auto state : {State::stopping, State::removing})
    for (auto wish : {Event::stop_asked, Event::restart_asked}) {
      INFO(name_of(state) << " x " << name_of(wish));
      auto life = life_in(state);
      after(life, Event::start_asked);
      after(life, wish);
      after(life, Event::stopped);
      CHECK(after(life, Event::removed) == "dead: tell-exit tell-cleaned");
    }
}
