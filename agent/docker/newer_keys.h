// What of a container's description an engine is too old for: it would pass it over without a word. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/container.h"

namespace berth::docker {

// In one line each, with what is needed. `api_version` is what we speak with the engine: "1.43".
std::vector<std::string> too_new_for(std::string_view api_version, const service::Container& spec);

}  // namespace berth::docker
