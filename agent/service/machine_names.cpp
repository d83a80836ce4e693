#include "service/machine.h"

namespace berth::service {

std::string_view name_of(Event event) {
  switch (event) {
    case Event::start_asked: return "start-asked";
    case Event::resume_asked: return "resume-asked";
    case Event::stop_asked: return "stop-asked";
    case Event::restart_asked: return "restart-asked";
    case Event::holder_gone: return "holder-gone";
    case Event::cleanup_asked: return "cleanup-asked";
    case Event::abandoned: return "abandoned";
    case Event::watchdog: return "watchdog";
    case Event::engine_up: return "engine-up";
    case Event::engine_lost: return "engine-lost";
    case Event::loaded: return "loaded";
    case Event::on_trial: return "on-trial";
    case Event::off_trial: return "off-trial";
    case Event::pulled: return "pulled";
    case Event::created: return "created";
    case Event::prepared: return "prepared";
    case Event::started: return "started";
    case Event::started_warm: return "started-warm";
    case Event::found_running: return "found-running";
    case Event::failed: return "failed";
    case Event::fallen_back: return "fallen-back";
    case Event::refused: return "refused";
    case Event::stopped: return "stopped";
    case Event::removed: return "removed";
    case Event::ready: return "ready";
    case Event::unhealthy: return "unhealthy";
    case Event::proved: return "proved";
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
    case Action::prepare: return "prepare";
    case Action::refuse: return "refuse";
    case Action::fall_back: return "fall-back";
    case Action::look: return "look";
    case Action::stop: return "stop";
    case Action::set_aside: return "set-aside";
    case Action::go_back: return "go-back";
    case Action::clear: return "clear";
    case Action::cancel: return "cancel";
    case Action::condemn: return "condemn";
    case Action::acquit: return "acquit";
    case Action::forget_before: return "forget-before";
    case Action::approve: return "approve";
    case Action::expect_holder: return "expect-holder";
    case Action::release: return "release";
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
    case Action::prepare:
    case Action::refuse:
    case Action::fall_back:
    case Action::look:
    case Action::stop:
    case Action::set_aside:
    case Action::go_back:
    case Action::clear: return true;
    case Action::cancel:
    case Action::condemn:
    case Action::acquit:
    case Action::forget_before:
    case Action::approve:
    case Action::expect_holder:
    case Action::release:
    case Action::tell_ready:
    case Action::tell_exit:
    case Action::tell_cleaned: return false;
  }
  return false;
}

}  // namespace berth::service
