#include "service/machine.h"

#include <utility>

#include "service/phases.h"

namespace berth::service {

Actions enter(Life& life, State state, Actions actions) {
  life.state = state;
  return actions;
}

Actions begin(Life& life) {
  auto earlier = std::exchange(life, Life{});
  life.clean = earlier.clean;
  life.has_before = earlier.prepared || earlier.has_before;
  return enter(life, State::loading, {Action::load});
}

// Nothing of this start exists in the engine, or only what the next one will start: the holder can go at once.
Actions end(Life& life, Verdict verdict) {
  life.verdict = std::move(verdict);
  auto state = life.verdict.ok() ? State::dead : State::failed;
  Actions actions{Action::tell_exit, Action::tell_cleaned};
  if (life.prepared) actions.push_back(Action::expect_holder);
  return enter(life, state, actions);
}

Actions clear_away(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  life.has_before = false;
  return enter(life, State::removing, {life.prepared ? Action::set_aside : Action::clear});
}

Actions stop_container(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  life.prepared = life.has_before = life.starts_anew = false;
  return enter(life, State::stopping, {Action::stop});
}

Actions fall_back(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  life.covered = life.goes_back = false;
  life.fell_back = true;
  return enter(life, State::falling_back, {Action::condemn, Action::fall_back});
}

Actions go_back(Life& life, const Verdict& verdict) {
  life.verdict = verdict;
  life.covered = life.has_before = false;
  life.goes_back = true;
  return enter(life, State::falling_back, {Action::go_back});
}

bool may_fall_back(const Life& life, const Verdict& verdict) {
  return life.covered && !life.stop_wanted && verdict.blames_image();
}

bool wants_end(Event event) {
  return event == Event::stop_asked || event == Event::restart_asked || event == Event::holder_gone ||
         event == Event::cleanup_asked;
}

namespace {

Actions in_rest(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: return begin(life);
    case Event::resume_asked: {
      life = Life{};
      return enter(life, State::adopting, {Action::look});
    }
    case Event::stop_asked:
    case Event::restart_asked: return life.clean ? end(life, {}) : stop_container(life);
    case Event::cleanup_asked:
      if (life.clean || life.prepared) return {Action::tell_cleaned};
      return enter(life, State::stopping, {Action::stop});  // keeps the verdict: the holder's end was told already
    case Event::abandoned:
      if (!life.prepared) return {};
      life.prepared = false;
      return clear_away(life, Verdict(life.verdict));
    default: return {};
  }
}

Actions in_stopping(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: life.start_wanted = true; return {};
    case Event::holder_gone: life.start_wanted = false; return {};
    case Event::stop_asked: life.prepared = life.start_wanted = false; return {};
    case Event::restart_asked: life.start_wanted = false; return {};  // its next holder will ask
    case Event::stopped:
    case Event::failed: return clear_away(life, Verdict(life.verdict));  // by force
    case Event::engine_up: return {Action::stop};
    default: return {};
  }
}

Actions in_removing(Life& life, Event event) {
  switch (event) {
    case Event::start_asked: life.start_wanted = true; return {};
    case Event::holder_gone: life.start_wanted = false; return {};
    case Event::restart_asked: life.start_wanted = false; return {};
    case Event::stop_asked:
      life.start_wanted = false;
      if (!std::exchange(life.prepared, false)) return {};
      return {Action::clear};
    case Event::engine_up: return {life.prepared ? Action::set_aside : Action::clear};
    case Event::removed:
    case Event::failed: {
      life.clean = event == Event::removed && !life.prepared;
      if (!life.start_wanted) return end(life, Verdict(life.verdict));
      Actions actions{Action::tell_cleaned};
      for (auto action : begin(life)) actions.push_back(action);
      return actions;
    }
    default: return {};
  }
}

}  // namespace

std::vector<Action> step(Life& life, Event event, const Verdict& verdict) {
  if (event == Event::on_trial || event == Event::off_trial) {
    life.covered = event == Event::on_trial;
    return {};
  }
  switch (life.state) {
    case State::dead:
    case State::failed: return in_rest(life, event);
    case State::loading: return in_loading(life, event, verdict);
    case State::waiting_engine: return in_waiting_engine(life, event);
    case State::pulling: return in_pulling(life, event, verdict);
    case State::creating: return in_creating(life, event, verdict);
    case State::starting: return in_starting(life, event, verdict);
    case State::warming: return in_warming(life, event, verdict);
    case State::falling_back: return in_falling_back(life, event, verdict);
    case State::running: return in_running(life, event, verdict);
    case State::preparing: return in_preparing(life, event, verdict);
    case State::refusing: return in_refusing(life, event);
    case State::kept: return in_kept(life, event);
    case State::adopting: return in_adopting(life, event, verdict);
    case State::stopping: return in_stopping(life, event);
    case State::removing: return in_removing(life, event);
  }
  return {};
}

}  // namespace berth::service
