// The few things we ask of systemd's manager (org.freedesktop.systemd1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/duration.h"
#include "bus/connection.h"

namespace berth::systemd {

class Manager {
 public:
  explicit Manager(bus::Connection& connection) : connection_(connection) {}

  // `systemctl daemon-reload`.
  Task<Result<void>> daemon_reload();

  // What systemd itself knows of a service; an empty active_state means that the unit is not loaded.
  struct UnitState {
    std::string active_state;                // "active", "failed", …
    std::uint32_t restarts = 0;              // by Restart=, NRestarts: more than 0 only if that is what started it
    Duration start_limit = Duration::max();  // TimeoutStartSec=, drop-ins included
  };
  Task<Result<UnitState>> unit_state(std::string unit);

  // Units that can't be up without this one: RequiredBy=, RequisiteOf= and BoundBy=.
  Task<Result<std::vector<std::string>>> dependents(std::string unit);

  // When a service was last up, in microseconds since 1970; 0: never.
  struct Uptime {
    std::uint64_t inactive_exit = 0;  // when this start of it began
    std::uint64_t active_enter = 0, active_exit = 0;
    bool is_active = false;
    std::uint64_t main_start = 0;  // of the process that it has or had last
  };
  Task<Result<Uptime>> uptime(std::string unit);

 private:
  Task<Result<std::string>> active_state(std::string object);

  bus::Connection& connection_;
};

}  // namespace berth::systemd
