#include "supervise/engine_downtime.h"

#include <algorithm>

namespace berth::supervise {

namespace {

// The engine's unit leaves "active" a moment before or after its first container ends, and is ready a moment before it
// has written the last end down.
constexpr std::uint64_t before = 1'000'000, after = 5'000'000;

}  // namespace

bool EngineDowntime::covers(std::uint64_t started, std::uint64_t finished) const {
  if (begun == 0 || started == 0 || finished == 0 || started >= begun) return false;
  return finished + before >= begun && (over == 0 || finished <= over + after);
}

EngineDowntime last_downtime(const systemd::Manager::Uptime& engine) {
  EngineDowntime downtime{engine.active_exit, 0};
  if (engine.is_active && engine.active_enter >= engine.active_exit) downtime.over = engine.active_enter;
  return downtime;
}

bool may_not_read(const systemd::Manager::Uptime& engine, const systemd::Manager::Uptime& containerd,
                  std::uint64_t started) {
  bool ran_on = started < engine.main_start;
  bool went_down = std::max(containerd.active_exit, containerd.active_enter) > engine.main_start;
  return ran_on && went_down;
}

}  // namespace berth::supervise
