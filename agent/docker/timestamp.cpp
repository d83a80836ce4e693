#include "docker/timestamp.h"

#include <cstdlib>
#include <ctime>

namespace berth::docker {

std::int64_t unix_usec(const std::string& rfc3339) {
  std::tm parts{};
  const char* rest = ::strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return 0;
  auto seconds = static_cast<std::int64_t>(::timegm(&parts));
  if (seconds <= 0) return 0;
  double fraction = *rest == '.' ? std::strtod(rest, nullptr) : 0;
  return seconds * 1'000'000 + static_cast<std::int64_t>(fraction * 1e6);
}

}  // namespace berth::docker
