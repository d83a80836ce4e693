#include "ctl/dependents.h"

#include <algorithm>

#include "ctl/migrate.h"
#include "ctl/unit_calls.h"

namespace berth::ctl {

namespace {

constexpr std::size_t most_units = 1000;

}  // namespace

Result<std::vector<std::string>> active_dependents(Client& client, const std::string& unit) {
  std::vector<std::string> all = {unit};
  for (std::size_t i = 0; i < all.size() && all.size() < most_units; ++i) {
    auto state = unit_state(client, all[i]);
    if (!state) return state.error();
    if (i > 0 && !state->is_up()) {
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(i--));
      continue;
    }
    for (const auto& other : state->stops)
      if (std::find(all.begin(), all.end(), other) == all.end()) all.push_back(other);
  }
  all.erase(all.begin());
  return all;
}

void start_dependents(Client& client, const Manifest& manifest) {
  for (const auto& unit : manifest.dependents) {
    auto state = unit_state(client, unit);
    if (state && state->is_up()) continue;
    tell(manifest.service, fmt::format("starts {}, which was stopped with it", unit));
    if (auto started = start_unit(client, unit); !started) tell(manifest.service, started.error().text);
  }
}

}  // namespace berth::ctl
