// Knows when each job is due next: asks systemd whenever a timer changes.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "loop/tasks.h"
#include "systemd/timers.h"

namespace berth::supervise {

class ScheduleWatch {
 public:
  // The timer of a service, empty if it has none, and who wants to know when that is due, in microseconds since 1970.
  struct Services {
    std::function<std::string(const std::string& service)> timer_of;
    std::function<void(const std::string& service, std::uint64_t next_run)> note;
  };
  ScheduleWatch(Tasks& tasks, systemd::Timers& timers, Services services);

  void begin();
  // Asks about the timer of that service soon, and once for all who want it.
  void look(const std::string& service);

 private:
  Task<> listen();
  Task<> ask(std::string service);

  Tasks& tasks_;
  systemd::Timers& timers_;
  Services services_;
  std::set<std::string> wanted_;
};

}  // namespace berth::supervise
