#include "logs/moment.h"

#include <fmt/chrono.h>

namespace berth::logs {

std::string rfc3339(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace berth::logs
