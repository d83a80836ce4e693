// The rows of the machine by phase of a life, and the few moves that several phases share. For this room's own use.
#pragma once

#include "service/machine.h"

namespace berth::service {

using Actions = std::vector<Action>;

// machine_start.cpp: from nothing to ready
Actions in_loading(Life& life, Event event, const Verdict& verdict);
Actions in_waiting_engine(Life& life, Event event);
Actions in_pulling(Life& life, Event event, const Verdict& verdict);
Actions in_creating(Life& life, Event event, const Verdict& verdict);
Actions in_starting(Life& life, Event event, const Verdict& verdict);
Actions in_warming(Life& life, Event event, const Verdict& verdict);
Actions in_falling_back(Life& life, Event event, const Verdict& verdict);

// machine_run.cpp: what runs, and its restart
Actions in_running(Life& life, Event event, const Verdict& verdict);
Actions in_preparing(Life& life, Event event, const Verdict& verdict);
Actions in_refusing(Life& life, Event event);
Actions in_kept(Life& life, Event event);
Actions in_adopting(Life& life, Event event, const Verdict& verdict);

// machine.cpp: at rest and on the way there
bool wants_end(Event event);
Actions enter(Life& life, State state, Actions actions = {});
Actions begin(Life& life);
Actions end(Life& life, Verdict verdict);
// The container has ended, or never began.
Actions clear_away(Life& life, const Verdict& verdict);
// It is to end: because somebody wants it to, or because of what the verdict says.
Actions stop_container(Life& life, const Verdict& verdict = {});
// A new image failed and a last good one is there.
Actions fall_back(Life& life, const Verdict& verdict);
// Nothing came of the new start, and the container before is still there.
Actions go_back(Life& life, const Verdict& verdict);
bool may_fall_back(const Life& life, const Verdict& verdict);

}  // namespace berth::service
