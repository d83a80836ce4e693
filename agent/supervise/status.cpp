#include "supervise/status.h"

#include <chrono>

namespace berth::supervise {

Moment Moment::now() {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  auto count = [](auto since_epoch) {
    return static_cast<std::uint64_t>(duration_cast<microseconds>(since_epoch).count());
  };
  return {count(std::chrono::system_clock::now().time_since_epoch()),
          count(std::chrono::steady_clock::now().time_since_epoch())};
}

}  // namespace berth::supervise
