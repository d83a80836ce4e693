// The form of a unit file: sections, keys, and values that systemd is to take literally.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "service/spec.h"

namespace berth::systemd {

inline bool says(const service::UnitKeys& keys, std::string_view key) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& entry) { return entry.first == key; });
}

// systemd reads % as a specifier.
inline std::string literal(std::string_view text) {
  std::string result;
  for (char c : text) result += c == '%' ? "%%" : std::string(1, c);
  return result;
}

class UnitWriter {
 public:
  void section(std::string_view name) { text_ += fmt::format("\n[{}]\n", name); }
  void key(std::string_view name, std::string_view value) { text_ += fmt::format("{}={}\n", name, value); }
  void keys(const service::UnitKeys& all) {
    for (const auto& [name, value] : all) key(name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// The section Install of a service, which for a job names its timer (unit_text.cpp).
void write_install(const service::Spec& spec, UnitWriter& out);

}  // namespace berth::systemd
