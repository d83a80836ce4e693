// A fair share of the journal for one service: so many records in a window of time, the rest counted, to be told once.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/duration.h"

namespace berth::logs {

class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // journald's own defaults; a burst of 0 is no limit.
  explicit RateLimit(std::uint64_t burst = 10'000, Duration window = std::chrono::seconds(30));

  // Whether one more record may go at this time; counted as suppressed if not. A window begins with its first record.
  bool allows(Time now);

  Time end() const { return end_; }
  bool is_over(Time now) const { return now >= end_; }
  // How many were suppressed since this was last asked.
  std::uint64_t settle();

 private:
  std::uint64_t burst_;
  Duration window_;
  Time end_{};
  std::uint64_t used_ = 0, suppressed_ = 0;
};

}  // namespace berth::logs
