// How long an unhealthy container is borne before it is restarted: not at all the first time, then twice as long each
// time, so that a service that cannot get well is not restarted for ever. Pure; time is told, not asked for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/duration.h"

namespace berth::supervise {

class HealthPatience {
 public:
  // Found unhealthy at `now` (any steady clock): how long to wait before it is restarted; 0: do it now.
  Duration left(Duration now) const { return std::max(Duration(0), not_before_ - now); }
  // It is restarted at `now`.
  void restarted(Duration now) {
    if (now - last_ > forget_after) restarts_ = 0;
    last_ = now;
    not_before_ = now + std::min(longest, first * (std::int64_t{1} << std::min(restarts_, 10)));
    ++restarts_;
  }
  int restarts() const { return restarts_; }

 private:
  static constexpr Duration first = std::chrono::seconds(10);
  static constexpr Duration longest = std::chrono::minutes(5);
  static constexpr Duration forget_after = std::chrono::minutes(15);

  int restarts_ = 0;
  Duration last_ = Duration(0);
  Duration not_before_ = Duration(0);
};

}  // namespace berth::supervise
