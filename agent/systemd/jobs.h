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
  // The same, with an order to start the unit in its place, which is there before anybody hears of the end.
  Task<Result<void>> replace_by_start(std::uint32_t id, std::string unit);
  // From now on systemd sends its signals to this connection, whether or not a job is waited for.
  void subscribe();

  // These return when the job is queued. reset_failed also forgets how often the unit was started lately.
  Task<Result<void>> start(std::string unit);
  Task<Result<void>> stop(std::string unit);
  Task<Result<void>> restart(std::string unit);
  // These do nothing to a unit that is not active, and never take the place of another job.
  Task<Result<void>> try_restart(std::string unit);
  Task<Result<void>> reload(std::string unit);
  Task<Result<void>> reset_failed(std::string unit);

 private:
  class Subscription;

  Task<Result<void>> order(std::string method, std::string unit, std::string mode);

  void tell(const char* method);

  bus::Connection& connection_;
  int subscribers_ = 0;
};

}  // namespace berth::systemd
