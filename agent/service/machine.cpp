#include "service/machine.h"

namespace berth::service {

namespace {

using Actions = std::vector<Action>;

Actions enter(Life& life, State state, Actions actions = {}) {
  life.state = state;
  return actions;
}

Actions begin(Life& life) {
  life.verdict = {};
  life.stop_wanted = false;
  life.start_wanted = false;
  return enter(life, State::loading, {Action::load});
}

// Nothing of this start exists in the engine: the holder can go at once.
Actions end(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  auto state = verdict.ok() ? State::dead : State::failed;
  return enter(life, state, {Action::tell_exit, Action::tell_cleaned});
}

Actions clear_away(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  return enter(life, State::removing, {Action::remove});
}

Actions stop_container(Life& life) {
  life.verdict = {};
  return enter(life, State::stopping, {Action::stop});
}

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

bool wants_end(Event event) {
  return event == Event::stop_asked || event == Event::holder_gone || event == Event::cleanup_asked;
}

Actions in_dead(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: return begin(life);
    case Event::resume_asked:
      life.verdict = {};
      life.start_wanted = false;
      return enter(life, State::adopting, {Action::look});
    case Event::stop_asked: return life.clean ? end(life, {}) : stop_container(life);
    case Event::cleanup_asked:
      if (life.clean) return {Action::tell_cleaned};
      return enter(life, State::stopping, {Action::stop});  // keeps the verdict: the holder's end was told already
    default: return {};
  }
}

Actions in_loading(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return abandon(life);
  switch (event) {
    case Event::loaded: return enter(life, State::pulling, {Action::pull});
    case Event::failed: return end(life, verdict);
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
    case Event::failed: return end(life, verdict);
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
    case Event::failed: return clear_away(life, verdict);
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
      return enter(life, State::running, {Action::tell_ready});
    case Event::started_warm:
      if (life.stop_wanted) return stop_container(life);
      return enter(life, State::warming);
    case Event::exited: return clear_away(life, life.stop_wanted ? Verdict{} : verdict);
    case Event::failed: return clear_away(life, verdict);
    case Event::engine_lost: return wait_for_engine(life);
    default: return {};
  }
}

Actions in_warming(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::ready: return enter(life, State::running, {Action::tell_ready});
    case Event::exited: return clear_away(life, verdict);
    case Event::failed: return clear_away(life, verdict);  // a look found that it can never become ready
    case Event::engine_up: return {Action::look};
    default: return {};
  }
}

Actions in_running(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::exited: return clear_away(life, verdict);
    case Event::engine_up: return {Action::look};
    default: return {};
  }
}

Actions in_adopting(Life& life, Event event, const Verdict& verdict) {
  if (wants_end(event)) return stop_container(life);
  switch (event) {
    case Event::found_running:
    case Event::ready: return enter(life, State::running);
    case Event::exited: return clear_away(life, verdict);
    case Event::engine_up: return {Action::look};  // unknown is not dead: keep asking
    default: return {};
  }
}

Actions in_stopping(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: life.start_wanted = true; return {};
    case Event::holder_gone: life.start_wanted = false; return {};
    case Event::stopped:
    case Event::failed: return enter(life, State::removing, {Action::remove});  // by force
    case Event::engine_up: return {Action::stop};
    default: return {};
  }
}

Actions in_removing(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: life.start_wanted = true; return {};
    case Event::holder_gone: life.start_wanted = false; return {};
    case Event::engine_up: return {Action::remove};
    case Event::removed:
    case Event::failed: {
      life.clean = event == Event::removed;
      if (life.start_wanted) {
        Actions actions{Action::tell_cleaned};
        for (auto action : begin(life)) actions.push_back(action);
        return actions;
      }
      return end(life, Verdict(life.verdict));
    }
    default: return {};
  }
}

}  // namespace

std::string_view name_of(Event event) {
  switch (event) {
    case Event::start_asked: return "start-asked";
    case Event::resume_asked: return "resume-asked";
    case Event::stop_asked: return "stop-asked";
    case Event::holder_gone: return "holder-gone";
    case Event::cleanup_asked: return "cleanup-asked";
    case Event::engine_up: return "engine-up";
    case Event::engine_lost: return "engine-lost";
    case Event::loaded: return "loaded";
    case Event::pulled: return "pulled";
    case Event::created: return "created";
    case Event::started: return "started";
    case Event::started_warm: return "started-warm";
    case Event::found_running: return "found-running";
    case Event::failed: return "failed";
    case Event::stopped: return "stopped";
    case Event::removed: return "removed";
    case Event::ready: return "ready";
    case Event::exited: return "exited";
  }
  return "unknown";
}

std::string_view name_of(Action action) {
  switch (action) {
    case Action::load: return "load";
    case Action::pull: return "pull";
    case Action::create: return "create";
    case Action::start: return "start";
    case Action::look: return "look";
    case Action::stop: return "stop";
    case Action::remove: return "remove";
    case Action::cancel: return "cancel";
    case Action::tell_ready: return "tell-ready";
    case Action::tell_exit: return "tell-exit";
    case Action::tell_cleaned: return "tell-cleaned";
  }
  return "unknown";
}

bool is_long(Action action) {
  switch (action) {
    case Action::load:
    case Action::pull:
    case Action::create:
    case Action::start:
    case Action::look:
    case Action::stop:
    case Action::remove: return true;
    case Action::cancel:
    case Action::tell_ready:
    case Action::tell_exit:
    case Action::tell_cleaned: return false;
  }
  return false;
}

std::vector<Action> step(Life& life, Event event, const Verdict& verdict) {
  switch (life.state) {
    case State::dead:
    case State::failed: return in_dead(life, event);
    case State::loading: return in_loading(life, event, verdict);
    case State::waiting_engine: return in_waiting_engine(life, event);
    case State::pulling: return in_pulling(life, event, verdict);
    case State::creating: return in_creating(life, event, verdict);
    case State::starting: return in_starting(life, event, verdict);
    case State::warming: return in_warming(life, event, verdict);
    case State::running: return in_running(life, event, verdict);
    case State::adopting: return in_adopting(life, event, verdict);
    case State::stopping: return in_stopping(life, event);
    case State::removing: return in_removing(life, event);
  }
  return {};
}

}  // namespace berth::service
