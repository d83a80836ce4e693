// Which keys systemd knows in [Unit], [Service] and [Install], and what a value of each looks like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::config {

enum class UnitValue { any, units, paths, flag, count, duration, action, restart, exit_statuses };

struct UnitWord {
  std::string key;
  UnitValue value = UnitValue::any;
};

const std::vector<UnitWord>& words_of_unit();
const std::vector<UnitWord>& words_of_service();  // those that make sense for a container
const std::vector<UnitWord>& words_of_install();

// The keys that systemd wants in [Unit], and people write in [Service].
bool is_start_limit(std::string_view key);

// Why a key of systemd's [Service] would be wrong in a descriptor, and which key to use; empty for a key of no such
// kind.
std::string advice_for_holder_key(std::string_view key);

}  // namespace berth::config
