// What runs, and its restart.
#include <utility>

#include "service/phases.h"

namespace berth::service {

namespace {

// systemd has given it up already, so that nothing can take its place under this holder; the next start knows.
Actions give_up(Life& life, const Verdict& verdict) {
  bool condemned = may_fall_back(life, verdict);
  auto actions = stop_container(life, verdict);
  if (condemned) actions.insert(actions.begin(), Action::condemn);
  return actions;
}

// Nobody had asked for an end.
Verdict holder_killed() {
  return {Ending::holder, 0, "its holder, the unit's main process, was killed"};
}

}  // namespace

Actions in_running(Life& life, Event event, const Verdict& verdict) {
  if (event == Event::restart_asked) return enter(life, State::preparing, {Action::prepare});
  if (event == Event::holder_gone) return stop_container(life, holder_killed());
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::exited:
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return clear_away(life, verdict);
    case Event::unhealthy:
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return stop_container(life, verdict);
    case Event::watchdog: return give_up(life, verdict);
    case Event::proved: life.covered = false; return {Action::approve};
    case Event::engine_up: return {Action::look};
    default: return {};
  }
}

// The holder was told to stop, and does not until the next container is there: what runs serves on.
Actions in_preparing(Life& life, Event event, const Verdict& verdict) {
  switch (event) {
    case Event::stop_asked:  // the restart became a stop
    case Event::holder_gone:
    case Event::cleanup_asked: return stop_container(life);
    case Event::watchdog: return give_up(life, verdict);
    case Event::restart_asked: life.starts_anew = false; return {};  // as any restart: by the holder after this one
    case Event::prepared: {
      bool has_holder = life.starts_anew;
      auto actions = stop_container(life);
      life.prepared = true;
      life.start_wanted = has_holder;
      return actions;
    }
    case Event::failed: life.verdict = verdict; return enter(life, State::refusing, {Action::refuse});
    case Event::proved: return {Action::approve};
    case Event::engine_up: return {Action::prepare};
    default: return {};
  }
}

Actions in_refusing(Life& life, Event event) {
  switch (event) {
    case Event::refused:
      if (std::exchange(life.starts_anew, false)) return enter(life, State::adopting, {Action::look});
      return enter(life, State::kept, {Action::release, Action::expect_holder});
    case Event::stop_asked:  // the restart became a stop
    case Event::holder_gone:
    case Event::cleanup_asked: return stop_container(life);
    default: return {};
  }
}

Actions in_kept(Life& life, Event event) {
  switch (event) {
    case Event::start_asked:
      life.verdict = {};
      if (life.starts_anew) return enter(life, State::preparing, {Action::prepare});
      return enter(life, State::adopting, {Action::look});
    case Event::resume_asked: life.verdict = {}; return enter(life, State::adopting, {Action::look});
    case Event::restart_asked: life.starts_anew = true; return {Action::tell_cleaned};
    case Event::cleanup_asked: return {Action::tell_cleaned};  // between the two holders
    case Event::stop_asked:
    case Event::abandoned: return stop_container(life);
    default: return {};
  }
}

Actions in_adopting(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::found_running:
    case Event::ready:
    case Event::unhealthy: return enter(life, State::running, {Action::tell_ready});
    case Event::exited:
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return clear_away(life, verdict);
    case Event::watchdog: return give_up(life, verdict);
    case Event::engine_up: return {Action::look};  // unknown is not dead: keep asking
    default: return {};
  }
}

}  // namespace berth::service
