// Timer units as systemd has them: when each is due, and a word whenever one of them changes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bus/connection.h"
#include "bus/signal.h"
#include "systemd/jobs.h"

namespace berth::systemd {

class Timers {
 public:
  Timers(bus::Connection& connection, Jobs& jobs) : connection_(connection), jobs_(jobs) {}

  // When the timer is due, in microseconds since 1970; 0: never, or it was not started.
  Task<Result<std::uint64_t>> next_run(std::string timer);

  // `changed` gets the names of timers that have elapsed, were started, stopped or set anew; of all timers there are.
  Task<Result<void>> listen(std::function<void(const std::string& timer)> changed);

 private:
  bus::Connection& connection_;
  Jobs& jobs_;
  std::unique_ptr<bus::Signal> signal_;
};

}  // namespace berth::systemd
