// The life of one service as a pure table: what happened, in which state, and what is to be done about it.
// No I/O and no clock: "a stop during a pull" and "adopt after a crash" are rows here, never races elsewhere.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "service/state.h"
#include "service/verdict.h"

namespace berth::service {

enum class Event {
  // asked by the holder, or on its behalf
  start_asked,    // a new holder: the unit starts
  resume_asked,   // a holder that had told systemd READY=1 is back after the daemon was away
  stop_asked,     // systemd wants the unit stopped
  holder_gone,    // the holder died
  cleanup_asked,  // ExecStopPost: nothing may be left
  // the engine
  engine_up,
  engine_lost,  // an action found the engine away, or the event stream broke
  // outcomes of actions
  loaded,
  pulled,
  created,
  started,        // and ready, as far as the descriptor asks
  started_warm,   // but not ready before its health check says so
  found_running,  // look: the container runs
  failed,         // the action failed; the verdict says how
  stopped,
  removed,
  // the container
  ready,   // its health check says yes
  exited,  // it ended; the verdict says how
};

inline constexpr std::array all_events{
    Event::start_asked, Event::resume_asked, Event::stop_asked,    Event::holder_gone, Event::cleanup_asked,
    Event::engine_up,   Event::engine_lost,  Event::loaded,        Event::pulled,      Event::created,
    Event::started,     Event::started_warm, Event::found_running, Event::failed,      Event::stopped,
    Event::removed,     Event::ready,        Event::exited};

std::string_view name_of(Event event);

// The long ones end with an outcome event, the tell_* ones at once. At most one long action is under way: a new one
// takes the place of the one before, whose outcome then counts no more.
enum class Action {
  load,    // → loaded | failed
  pull,    // → pulled | failed
  create,  // → created | failed
  start,   // → started | started_warm | exited | failed
  look,    // → found_running | ready | exited | failed (it can never become ready)
  stop,    // → stopped | failed
  remove,  // → removed | failed
  cancel,  // whatever is under way
  tell_ready,
  tell_exit,     // the holder, with the verdict
  tell_cleaned,  // those who asked for cleanup
};

std::string_view name_of(Action action);
bool is_long(Action action);

// Everything that is remembered between two events.
struct Life {
  State state = State::dead;
  Verdict verdict;
  bool stop_wanted = false;   // while a step that must not be cut short is under way
  bool start_wanted = false;  // a new holder came while the old container still goes
  bool clean = false;         // known: no container of this service is left
};

// Steps `life` on and says what is to be done, in order. `verdict` counts for the events failed and exited.
std::vector<Action> step(Life& life, Event event, const Verdict& verdict = {});

}  // namespace berth::service
