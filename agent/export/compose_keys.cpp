#include "export/compose_keys.h"

#include <algorithm>

namespace berth::exporting {

void ComposeKeys::add(std::string_view key, Kind kind, std::string name, std::string yaml) {
  auto found = std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) { return one.name == key; });
  if (found == keys_.end()) found = keys_.insert(keys_.end(), Key{std::string(key), kind, {}});
  found->values.emplace_back(std::move(name), std::move(yaml));
}

std::string ComposeKeys::text(std::string_view indent) const {
  std::string text;
  for (const auto& key : keys_) {
    if (key.kind == Kind::value) {
      text += fmt::format("{}{}: {}\n", indent, key.name, key.values.back().second);
      continue;
    }
    text += fmt::format("{}{}:\n", indent, key.name);
    for (const auto& [name, yaml] : key.values)
      text += key.kind == Kind::list ? fmt::format("{}  - {}\n", indent, yaml)
                                     : fmt::format("{}  {}: {}\n", indent, name, yaml);
  }
  return text;
}

}  // namespace berth::exporting
