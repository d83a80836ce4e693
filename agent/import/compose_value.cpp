#include "import/compose_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/draft.h"

namespace berth::importing {

namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t name_length(std::string_view text) {
  auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
  return static_cast<std::size_t>(end - text.begin());
}

std::string value_of(std::string_view name, std::string_view otherwise, bool counts_empty, const Variables& variables) {
  auto found = variables.values.find(std::string(name));
  bool is_given = found != variables.values.end() && !(counts_empty && found->second.empty());
  if (is_given) return found->second;
  if (otherwise.data() != nullptr) return escaped_percent(otherwise);
  return fmt::format("{}{}{}", unknown_mark, name, unknown_mark);
}

// The inside of ${…}.
std::string value_of_braces(std::string_view inside, const Variables& variables) {
  auto name = inside.substr(0, name_length(inside));
  auto rest = inside.substr(name.size());
  bool counts_empty = rest.starts_with(':');
  if (counts_empty) rest.remove_prefix(1);
  bool has_otherwise = rest.starts_with('-');
  return value_of(name, has_otherwise ? rest.substr(1) : std::string_view{}, counts_empty, variables);
}

}  // namespace

const Node& child(const Node& map, std::string_view key) {
  static const Node nothing;
  if (map.kind != Node::Kind::map) return nothing;
  auto found = std::find_if(map.entries.begin(), map.entries.end(), [&](const auto& one) { return one.key == key; });
  return found == map.entries.end() ? nothing : found->value;
}

std::string interpolated(std::string_view text, const Variables& variables) {
  std::string out;
  while (!text.empty()) {
    std::size_t used = 1;
    auto end = text.starts_with("${") ? text.find('}') : std::string_view::npos;
    auto length = text.front() == '$' ? name_length(text.substr(1)) : 0;
    if (text.starts_with("$$")) {
      out += '$';
      used = 2;
    } else if (end != std::string_view::npos) {
      out += value_of_braces(text.substr(2, end - 2), variables);
      used = end + 1;
    } else if (length > 0) {
      out += value_of(text.substr(1, length), {}, false, variables);
      used = length + 1;
    } else {
      out += escaped_percent(text.substr(0, 1));
    }
    text.remove_prefix(used);
  }
  return out;
}

std::vector<std::string> texts(const Node& node, const Variables& variables) {
  std::vector<std::string> all;
  if (node.kind == Node::Kind::text) all.push_back(interpolated(node.text, variables));
  for (const auto& one : node.entries) {
    if (node.kind == Node::Kind::list)
      all.push_back(interpolated(one.value.text, variables));
    else if (one.value.kind == Node::Kind::null)
      all.push_back(interpolated(one.key, variables));
    else
      all.push_back(fmt::format("{}={}", one.key, interpolated(one.value.text, variables)));
  }
  return all;
}

std::string shown(const Node& node) {
  if (node.kind == Node::Kind::text) return node.text;
  std::vector<std::string> parts;
  for (const auto& one : node.entries)
    parts.push_back(node.kind == Node::Kind::map ? fmt::format("{}: {}", one.key, shown(one.value)) : shown(one.value));
  auto joined = text::join(parts, ", ");
  if (node.kind == Node::Kind::list) return fmt::format("[{}]", joined);
  return node.kind == Node::Kind::map ? fmt::format("{{{}}}", joined) : "";
}

}  // namespace berth::importing
