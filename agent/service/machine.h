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
  restart_asked,  // the same, but only in order to start it again
  holder_gone,    // the holder died
  cleanup_asked,  // ExecStopPost: nothing may be left
  abandoned,      // no holder came to what was prepared or kept for it
  watchdog,       // systemd waited in vain for WATCHDOG=1
  // the engine
  engine_up,
  engine_lost,  // an action found the engine away, or the event stream broke
  // outcomes of actions
  loaded,
  on_trial,   // beside another outcome: the image is new, and there is a last good one to fall back to
  off_trial,  // beside another outcome: it is not, or there is none
  pulled,
  created,
  prepared,       // the next container is made and only needs to be started
  started,        // and ready, as far as the descriptor asks
  started_warm,   // but not ready before it says so
  found_running,  // look: the container runs
  failed,         // the action failed; the verdict says how
  fallen_back,    // the last good image is to be started
  refused,        // the restart is called off
  stopped,
  removed,
  // the container
  ready,      // as far as the descriptor asks
  unhealthy,  // and something is to be done about it; the verdict says what is wrong
  proved,     // its image has run well for long enough
  exited,     // it ended; the verdict says how
};

inline constexpr std::array all_events{
    Event::start_asked,   Event::resume_asked, Event::stop_asked,   Event::restart_asked, Event::holder_gone,
    Event::cleanup_asked, Event::abandoned,    Event::watchdog,     Event::engine_up,     Event::engine_lost,
    Event::loaded,        Event::on_trial,     Event::off_trial,    Event::pulled,        Event::created,
    Event::prepared,      Event::started,      Event::started_warm, Event::found_running, Event::failed,
    Event::fallen_back,   Event::refused,      Event::stopped,      Event::removed,       Event::ready,
    Event::unhealthy,     Event::proved,       Event::exited};

std::string_view name_of(Event event);

// The long ones end with an outcome event, the others are done at once. At most one long action is under way: a new one
// takes the place of the one before, whose outcome then counts no more.
enum class Action {
  load,           // → loaded | (on_trial | off_trial) (prepared | started | started_warm) | failed
  pull,           // → (on_trial | off_trial) pulled | failed
  create,         // → created | failed
  start,          // → started | started_warm | exited | failed
  prepare,        // load, pull and create beside what runs → (on_trial | off_trial) prepared | failed
  refuse,         // call the restart off → refused
  fall_back,      // choose the last good image → fallen_back | failed
  look,           // → (on_trial | off_trial) found_running | ready | unhealthy | exited
  stop,           // → stopped | failed
  set_aside,      // the container that ran, until the prepared one is ready → removed | failed
  go_back,        // choose the container that was set aside → (on_trial | off_trial) prepared | failed
  clear,          // every container of the service → removed | failed
  cancel,         // whatever is under way
  condemn,        // put the image into quarantine, with the verdict
  acquit,         // and take it out again: the last good one did no better
  forget_before,  // the container that was set aside is needed no more
  approve,        // the image is the last good one now
  expect_holder,  // → abandoned, if none comes
  release,        // the holder may go, and the unit is well
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
  bool covered = false;       // the image is on trial, and a last good one stands behind it
  bool fell_back = false;     // this start has put an image into quarantine
  bool prepared = false;      // the next container waits for its start
  bool has_before = false;    // the one before was set aside, and can come back
  bool goes_back = false;     // to it, not to the last good image
  bool starts_anew = false;   // a restart was asked for between two holders: the second one's start is to be it
};

// Steps `life` on and says what is to be done, in order. `verdict` counts for failed, exited, unhealthy and watchdog.
std::vector<Action> step(Life& life, Event event, const Verdict& verdict = {});

}  // namespace berth::service
