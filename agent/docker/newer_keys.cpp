#include "docker/newer_keys.h"

#include <fmt/format.h>

#include "docker/api_version.h"

namespace berth::docker {

std::vector<std::string> too_new_for(std::string_view api_version, const service::Container& spec) {
  std::vector<std::string> all;
  auto needs = [&](bool is_said, std::string_view key, std::string_view version, std::string_view release) {
    if (is_said && is_older(api_version, version))
      all.push_back(fmt::format("{} needs Docker {} (API {}), and this engine speaks API {}: it is left out", key,
                                release, version, api_version));
  };
  // Engine API, version history, v1.44.
  needs(spec.health && spec.health->start_interval, "HealthStartInterval", "1.44", "25");
  return all;
}

}  // namespace berth::docker
