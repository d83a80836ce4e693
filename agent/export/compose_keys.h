// Keys of a Compose service in the order in which they first came: a value, a list, or a map of values, each already as
// YAML.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::exporting {

class ComposeKeys {
 public:
  void set(std::string_view key, std::string yaml) { add(key, Kind::value, {}, std::move(yaml)); }
  void item(std::string_view key, std::string yaml) { add(key, Kind::list, {}, std::move(yaml)); }
  void pair(std::string_view key, std::string name, std::string yaml) {
    add(key, Kind::map, std::move(name), std::move(yaml));
  }
  std::string text(std::string_view indent) const;

 private:
  enum class Kind { value, list, map };
  struct Key {
    std::string name;
    Kind kind;
    std::vector<std::pair<std::string, std::string>> values;
  };
  void add(std::string_view key, Kind kind, std::string name, std::string yaml);

  std::vector<Key> keys_;
};

}  // namespace berth::exporting
