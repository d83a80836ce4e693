#include "import/compose_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::importing {

namespace {

// Nobody reads a comment in the words of a descriptor.
std::string with_single_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text.substr(i).starts_with("%%")) ++i;
  }
  return out;
}

}  // namespace

bool is_given(const Node& map, std::string_view key) {
  return child(map, key).kind != Node::Kind::null;
}

bool is_empty(const Node& node) {
  return node.kind != Node::Kind::text && node.entries.empty();
}

bool is_true(const Node& node) {
  constexpr std::array<std::string_view, 6> words = {"true", "yes", "on", "y", "t", "1"};
  auto word = node.text;
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> texts(const Node& node) {
  std::vector<std::string> all;
  if (node.kind == Node::Kind::text) all.push_back(node.text);
  for (const auto& one : node.entries) {
    if (node.kind == Node::Kind::list)
      all.push_back(one.value.text);
    else
      all.push_back(one.value.kind == Node::Kind::null ? one.key : fmt::format("{}={}", one.key, one.value.text));
  }
  return all;
}

std::string shown(const Node& node) {
  if (node.kind == Node::Kind::text) return with_single_percent(node.text);
  std::vector<std::string> parts;
  for (const auto& one : node.entries)
    parts.push_back(node.kind == Node::Kind::map ? fmt::format("{}: {}", one.key, shown(one.value)) : shown(one.value));
  auto joined = text::join(parts, ", ");
  if (node.kind == Node::Kind::list) return fmt::format("[{}]", joined);
  return node.kind == Node::Kind::map ? fmt::format("{{{}}}", joined) : "";
}

void leave_out_rest(const Node& map, std::string_view owner, std::initializer_list<std::string_view> known,
                    Draft& draft) {
  if (map.kind != Node::Kind::map) return;
  for (const auto& [key, place, value] : map.entries) {
    bool is_known = std::find(known.begin(), known.end(), key) != known.end() || key.starts_with("x-");
    if (is_known || is_empty(value)) continue;
    draft.leave_out("Container", fmt::format("{} {}: {}", owner, key, shown(value)), "Berth has no key for it");
  }
}

}  // namespace berth::importing
