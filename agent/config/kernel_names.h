// Signals, capabilities, limits and settings of the kernel by the names people give them.
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

// "nofile", in any case of letters.
Result<std::string> ulimit_name(std::string_view text);
const std::vector<std::string>& ulimit_names();

// Whether each container has its own of this kernel setting: "net.core.somaxconn".
bool is_sysctl_of_container(std::string_view name);

}  // namespace berth::config
