#include "logs/rate_limit.h"

#include <utility>

namespace berth::logs {

RateLimit::RateLimit(std::uint64_t burst, Duration window) : burst_(burst), window_(window) {}

bool RateLimit::allows(Time now) {
  if (is_over(now)) {
    end_ = now + window_;
    used_ = 0;
  }
  bool allowed = burst_ == 0 || used_ < burst_;
  ++(allowed ? used_ : suppressed_);
  return allowed;
}

std::uint64_t RateLimit::settle() {
  return std::exchange(suppressed_, 0);
}

}  // namespace berth::logs
