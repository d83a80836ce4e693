#include "service/state.h"

namespace berth::service {

std::string_view name_of(State state) {
  switch (state) {
    case State::dead: return "dead";
    case State::loading: return "loading";
    case State::waiting_engine: return "waiting-engine";
    case State::pulling: return "pulling";
    case State::creating: return "creating";
    case State::starting: return "starting";
    case State::warming: return "warming";
    case State::falling_back: return "falling-back";
    case State::running: return "running";
    case State::preparing: return "preparing";
    case State::refusing: return "refusing";
    case State::kept: return "kept";
    case State::adopting: return "adopting";
    case State::stopping: return "stopping";
    case State::removing: return "removing";
    case State::failed: return "failed";
  }
  return "unknown";
}

std::string_view active_name_of(State state) {
  switch (state) {
    case State::dead: return "inactive";
    case State::loading:
    case State::waiting_engine:
    case State::pulling:
    case State::creating:
    case State::starting:
    case State::warming:
    case State::falling_back: return "activating";
    case State::running:
    case State::preparing:
    case State::refusing:
    case State::kept:
    case State::adopting: return "active";
    case State::stopping:
    case State::removing: return "deactivating";
    case State::failed: return "failed";
  }
  return "unknown";
}

}  // namespace berth::service
