// Signals and capabilities by the names people give them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::config {

// "term", "SIGTERM", "15" or "RTMIN+3" → "SIGTERM", "SIGTERM", "15", "SIGRTMIN+3".
Result<std::string> signal_name(std::string_view text);
const std::vector<std::string>& signal_names();

// "cap_net_admin" or "NET_ADMIN" → "NET_ADMIN"; also "ALL".
Result<std::string> capability_name(std::string_view text);
const std::vector<std::string>& capability_names();

}  // namespace berth::config
