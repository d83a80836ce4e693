// systemd's jobs for a unit: which one is under way, when it is gone, and orders for new ones.
#pragma once

#include <cstdint>
#include <string>

#include "bus/connection.h"

namespace berth::systemd {

struct Job {
  std::uint32_t id = 0;  // 0: there is none
  std::string type;      // "start", "stop", "restart", …
};

class Jobs {
 public:
  explicit Jobs(bus::Connection& connection) : connection_(connection) {}

  // `systemctl restart` is a job of type "restart" while the unit stops, and of type "start" from then on.
  Task<Result<Job>> job_of(std::string unit);
  // Returns when the job is over or was replaced by another.
  Task<Result<void>> until_gone(std::uint32_t id);
  Task<Result<void>> cancel(std::uint32_t id);

  // These return when the job is queued. reset_failed also forgets how often the unit was started lately.
  Task<Result<void>> start(std::string unit);
  Task<Result<void>> restart(std::string unit);
  Task<Result<void>> reset_failed(std::string unit);

 private:
  Task<Result<void>> order(std::string method, std::string unit, bool with_mode);

  bus::Connection& connection_;
};

}  // namespace berth::systemd
