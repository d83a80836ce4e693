// Texts of a field that have to pass a test; those that do not are problems.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "config/field.h"

namespace berth::config {

// Begins with a letter or a digit, and has no sign but `further`.
bool is_name(std::string_view said, std::string_view further = "_.-");
bool is_ipv4(const std::string& text);
bool is_ipv6(const std::string& text);

// The text if it passes `accepts`; otherwise "<text> is <what it should have been>".
std::string read_checked(const Field& field, auto accepts, std::string_view otherwise) {
  auto said = field.text();
  if (!said) return {};
  if (accepts(*said)) return *said;
  field.complain(fmt::format("\"{}\" is {}", text::printable(*said, 80), otherwise));
  return {};
}

// The same for each of a list.
std::vector<std::string> read_checked_list(const Field& field, auto accepts, std::string_view otherwise) {
  std::vector<std::string> good;
  for (const auto& said : field.list()) {
    if (accepts(said.text))
      good.push_back(said.text);
    else
      field.complain(said.place, fmt::format("\"{}\" is {}", text::printable(said.text, 80), otherwise));
  }
  return good;
}

}  // namespace berth::config
