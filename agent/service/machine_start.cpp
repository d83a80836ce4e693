// From nothing to ready.
#include <utility>

#include "service/phases.h"

namespace berth::service {

namespace {

Actions wait_for_engine(Life& life) {
  if (life.stop_wanted) return stop_container(life);
  return enter(life, State::waiting_engine);
}

// Before anything of this start was created: leave at once, unless an earlier container may still be there.
Actions abandon(Life& life) {
  if (!life.clean) return stop_container(life);
  Actions actions{Action::cancel};
  for (auto action : end(life, {})) actions.push_back(action);
  return actions;
}

// A start that failed. If the last good image did no better than the new one, the new one was not to blame.
Actions acquitted(Life& life, Actions actions) {
  if (std::exchange(life.fell_back, false)) actions.insert(actions.begin(), Action::acquit);
  return actions;
}

Actions ready(Life& life) {
  Actions actions{Action::tell_ready};
  if (std::exchange(life.has_before, false)) actions.push_back(Action::forget_before);
  return enter(life, State::running, actions);
}

Actions end_at_once(Life& life, const Verdict& verdict) {
  return end(life, verdict);
}

// What ran before a restart comes back; otherwise it ends as the caller says.
Actions not_ready(Life& life, const Verdict& verdict, Actions (*end_otherwise)(Life&, const Verdict&)) {
  bool comes_back = life.has_before && !life.stop_wanted;
  return acquitted(life, comes_back ? go_back(life, verdict) : end_otherwise(life, verdict));
}

}  // namespace

Actions in_loading(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return abandon(life);
  switch (event) {
    case Event::loaded: return enter(life, State::pulling, {Action::pull});
    case Event::prepared: return enter(life, State::starting, {Action::start});
    // A daemon before this one had come so far.
    case Event::started: life.clean = false; return ready(life);
    case Event::started_warm: life.clean = false; return enter(life, State::warming);
    case Event::failed: return not_ready(life, verdict, end_at_once);
    case Event::engine_lost: return enter(life, State::waiting_engine, {Action::cancel});
    default: return {};
  }
}

Actions in_waiting_engine(Life& life, Event event) {
  if (wants_end(event)) return abandon(life);
  if (event == Event::engine_up) return begin(life);
  return {};
}

Actions in_pulling(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return abandon(life);
  switch (event) {
    case Event::pulled: life.clean = false; return enter(life, State::creating, {Action::create});
    case Event::failed: return not_ready(life, verdict, end_at_once);
    case Event::engine_lost: return enter(life, State::waiting_engine, {Action::cancel});
    default: return {};
  }
}

// Creating and starting are short and leave things behind when cut: a stop waits for their outcome.
Actions in_creating(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) {
    life.stop_wanted = true;
    return {};
  }
  switch (event) {
    case Event::created:
      if (life.stop_wanted) return clear_away(life, {});
      return enter(life, State::starting, {Action::start});
    case Event::failed: return not_ready(life, verdict, clear_away);
    case Event::engine_lost: return wait_for_engine(life);
    default: return {};
  }
}

Actions in_starting(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) {
    life.stop_wanted = true;
    return {};
  }
  switch (event) {
    case Event::started:
      if (life.stop_wanted) return stop_container(life);
      return ready(life);
    case Event::started_warm:
      if (life.stop_wanted) return stop_container(life);
      return enter(life, State::warming);
    case Event::exited:
      if (life.stop_wanted) return clear_away(life, {});
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return not_ready(life, verdict, clear_away);
    case Event::failed: return not_ready(life, verdict, clear_away);
    case Event::engine_lost: return wait_for_engine(life);
    default: return {};
  }
}

Actions in_warming(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::ready: return ready(life);
    case Event::exited:
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return not_ready(life, verdict, clear_away);
    case Event::watchdog: return stop_container(life, verdict);
    case Event::unhealthy:
    case Event::failed:  // it took too long
      if (may_fall_back(life, verdict)) return fall_back(life, verdict);
      return not_ready(life, verdict, stop_container);
    case Event::engine_up: return {Action::look};
    default: return {};
  }
}

Actions in_falling_back(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event) || event == Event::watchdog) return stop_container(life);
  switch (event) {
    case Event::fallen_back: return enter(life, State::creating, {Action::create});
    case Event::prepared: return enter(life, State::starting, {Action::start});
    case Event::failed: return not_ready(life, verdict, clear_away);
    case Event::engine_up: return {life.goes_back ? Action::go_back : Action::fall_back};
    default: return {};
  }
}

}  // namespace berth::service
