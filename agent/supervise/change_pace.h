// How soon Berth may act on a change again: at once the first time, then after ten seconds, and twice as long each
// time, so that a file that is written all the time does not restart a service all the time. Pure; time is told.
#pragma once

#include <algorithm>

#include "base/duration.h"

namespace berth::supervise {

class ChangePace {
 public:
  // How long to wait at `now` (any steady clock); 0: act.
  Duration left(Duration now) const { return std::max(Duration(0), not_before_ - now); }
  void acted(Duration now) {
    bool is_quiet_again = now - not_before_ > forget_after;
    pause_ = is_quiet_again ? first : std::min(longest, pause_ * 2);
    not_before_ = now + pause_;
  }

 private:
  static constexpr Duration first = std::chrono::seconds(10);
  static constexpr Duration longest = std::chrono::minutes(10);
  static constexpr Duration forget_after = std::chrono::minutes(2);

  Duration pause_ = first;
  Duration not_before_ = -std::chrono::hours(1);
};

}  // namespace berth::supervise
