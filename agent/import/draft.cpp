#include "import/draft.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace berth::importing {

namespace {

constexpr std::size_t longest_note = 1000;

}  // namespace

std::string with_variables(std::string_view text) {
  std::string shown;
  bool inside = false;
  for (char c : text) {
    if (c == unknown_mark) {
      shown += inside ? "}" : "${";
      inside = !inside;
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string not_carried_note(std::string_view what, std::string_view why) {
  return fmt::format("not carried: {}: {}", text::printable(with_variables(what), longest_note),
                     text::printable(why, longest_note));
}

DraftSection& Draft::section(std::string_view wanted) {
  auto found = std::find_if(sections_.begin(), sections_.end(), [&](const auto& one) { return one.name == wanted; });
  if (found != sections_.end()) return *found;
  sections_.push_back({std::string(wanted), {}, {}});
  return sections_.back();
}

DraftEntry& Draft::entry(std::string_view section_name, std::string_view key, Shape shape) {
  auto& entries = section(section_name).entries;
  auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.key == key; });
  if (found == entries.end()) found = entries.insert(entries.end(), DraftEntry{std::string(key), shape, {}, {}, {}});
  found->shape = shape;
  return *found;
}

bool Draft::knows(std::string_view section_name, std::string_view key, const std::string& value,
                  const std::string& origin) {
  auto mark = value.find(unknown_mark);
  if (mark == std::string::npos) return true;
  auto variable = value.substr(mark + 1, value.find(unknown_mark, mark + 1) - mark - 1);
  leave_out(section_name, origin.empty() ? fmt::format("{}: {}", key, value) : origin,
            fmt::format("the file with the value of {} can't be read here", variable));
  return false;
}

void Draft::set(std::string_view section_name, std::string_view key, std::string value, std::string origin) {
  if (!knows(section_name, key, value, origin)) return;
  auto& one = entry(section_name, key, Shape::one);
  one.items.assign(1, DraftItem{{}, std::move(value), std::move(origin)});
}

void Draft::set_words(std::string_view section_name, std::string_view key, std::vector<std::string> words,
                      std::string origin) {
  for (const auto& word : words)
    if (!knows(section_name, key, word, origin)) return;
  auto& all = entry(section_name, key, Shape::words);
  all.items.clear();
  all.origin = std::move(origin);
  for (auto& word : words) all.items.push_back({{}, std::move(word), {}});
}

void Draft::add(std::string_view section_name, std::string_view key, std::string value, std::string origin) {
  if (!knows(section_name, key, value, origin)) return;
  entry(section_name, key, Shape::list).items.push_back({{}, std::move(value), std::move(origin)});
}

void Draft::add_pair(std::string_view section_name, std::string_view key, std::string pair_name, std::string value,
                     std::string origin) {
  if (!knows(section_name, key, pair_name + value, origin)) return;
  auto& pairs = entry(section_name, key, Shape::pairs);
  auto [at, is_new] = pairs.names.emplace(pair_name, pairs.items.size());
  if (is_new) return pairs.items.push_back({std::move(pair_name), std::move(value), std::move(origin)});
  pairs.items[at->second] = {std::move(pair_name), std::move(value), std::move(origin)};
}

void Draft::leave_out(std::string_view section_name, std::string_view what, std::string_view why) {
  ++not_carried_;
  section(section_name).notes.push_back(not_carried_note(what, why));
}

void Draft::remark(std::string_view section_name, std::string_view text) {
  section(section_name).notes.push_back(text::printable(text, longest_note));
}

const DraftEntry* Draft::find(std::string_view section_name, std::string_view key) const {
  for (const auto& one : sections_)
    for (const auto& entry : one.entries)
      if (one.name == section_name && entry.key == key) return &entry;
  return nullptr;
}

const std::string* Draft::value(std::string_view section_name, std::string_view key) const {
  const auto* found = find(section_name, key);
  return found == nullptr || found->shape != Shape::one ? nullptr : &found->items.front().value;
}

void Draft::drop(std::string_view section_name, std::string_view key) {
  std::erase_if(section(section_name).entries, [&](const auto& one) { return one.key == key; });
}

void Draft::drop_pair(std::string_view section_name, std::string_view key, std::string_view pair_name) {
  for (auto& entry : section(section_name).entries) {
    if (entry.key != key) continue;
    std::erase_if(entry.items, [&](const auto& item) { return item.name == pair_name; });
    entry.names.clear();
    for (std::size_t i = 0; i < entry.items.size(); ++i) entry.names[entry.items[i].name] = i;
  }
  std::erase_if(section(section_name).entries, [&](const auto& one) { return one.key == key && one.items.empty(); });
}

}  // namespace berth::importing
