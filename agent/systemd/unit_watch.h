// Service units as systemd has them, and a word whenever one of them changes; nothing is asked while nothing happens.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bus/connection.h"
#include "bus/signal.h"
#include "systemd/jobs.h"

namespace berth::systemd {

// The properties of that name, microseconds as they are.
struct ServiceUnit {
  std::string load_state, active_state, sub_state, result, status_text;
  std::uint32_t main_pid = 0, restarts = 0;
  std::int32_t exit_code = 0, exit_status = 0;  // of the main process, as waitid(2) has them
  std::uint64_t main_start = 0, main_exit = 0;  // since 1970
  std::uint64_t state_change[2] = {}, active_enter[2] = {}, active_exit[2] = {}, inactive_enter[2] = {},
                inactive_exit[2] = {};  // since 1970, and on the monotonic clock
};

class UnitWatch {
 public:
  UnitWatch(bus::Connection& connection, Jobs& jobs) : connection_(connection), jobs_(jobs) {}

  // `changed` gets the names of units, of all services that there are. Returns when none is missed from then on.
  Task<Result<void>> listen(std::function<void(const std::string& unit)> changed);
  // One that is not loaded is read from disk.
  Task<Result<ServiceUnit>> look(std::string unit);

 private:
  bus::Connection& connection_;
  Jobs& jobs_;
  std::unique_ptr<bus::Signal> signal_;
};

}  // namespace berth::systemd
