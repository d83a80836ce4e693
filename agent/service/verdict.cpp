#include "service/verdict.h"

namespace berth::service {

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::success: return "success";
    case Ending::exit_code: return "exit-code";
    case Ending::signal: return "signal";
    case Ending::oom_kill: return "oom-kill";
    case Ending::health: return "health";
    case Ending::watchdog: return "watchdog";
    case Ending::timeout: return "timeout";
    case Ending::descriptor: return "descriptor";
    case Ending::image: return "image";
    case Ending::engine: return "engine";
    case Ending::holder: return "holder";
    case Ending::lost: return "lost";
    case Ending::interrupted: return "interrupted";
  }
  return "unknown";
}

bool Verdict::blames_image() const {
  if (by_order) return false;
  switch (ending) {
    case Ending::exit_code:
    case Ending::signal:
    case Ending::oom_kill:
    case Ending::health:
    case Ending::watchdog:
    case Ending::timeout: return true;
    case Ending::success:
    case Ending::descriptor:
    case Ending::image:
    case Ending::engine:
    case Ending::holder:
    case Ending::lost:
    case Ending::interrupted: return false;
  }
  return false;
}

int Verdict::holder_status() const {
  switch (ending) {
    case Ending::success:
    case Ending::exit_code:
    case Ending::signal:
    case Ending::oom_kill: return exit_status;
    case Ending::descriptor: return 78;
    case Ending::health:
    case Ending::watchdog:
    case Ending::timeout:
    case Ending::image:
    case Ending::engine:
    case Ending::holder:
    case Ending::lost: return 125;
    case Ending::interrupted: return 256 + interrupted_by;
  }
  return 125;
}

}  // namespace berth::service
