#include "config/section.h"

#include <algorithm>

#include "base/closest.h"
#include "base/text.h"

namespace berth::config {

Section::Section(std::string name, const std::vector<const Node*>& nodes, Scope scope)
    : name_(std::move(name)), scope_(scope) {
  if (!nodes.empty()) place_ = nodes.front()->place;
  for (const auto* node : nodes) {
    bool is_map = node->kind == Node::Kind::map || node->kind == Node::Kind::null;  // "Service:" alone is an empty map
    if (node->kind == Node::Kind::map) nodes_.push_back(node);
    is_map_ |= is_map;
    if (!is_map)
      scope_.problems.add(node->place, fmt::format("{} must be keys and values, not {}",
                                                   name_.empty() ? "the file" : name_, name_of(node->kind)));
  }
}

std::vector<const Entry*> Section::find(std::string_view key) const {
  std::vector<const Entry*> found;
  for (const auto* node : nodes_)
    for (const auto& entry : node->entries)
      if (entry.key == key) found.push_back(&entry);
  return found;
}

std::vector<const Node*> Section::values_of(std::string_view key) const {
  std::vector<const Node*> values;
  for (const auto* node : nodes_)
    for (const auto& entry : node->entries)
      if (entry.key == key) values.push_back(&entry.value);
  return values;
}

bool Section::has(std::string_view key) const {
  auto values = values_of(key);
  return !values.empty() && (name_.empty() || Field("", std::move(values), scope_));
}

Field Section::take(const std::string& key) {
  offer(key);
  return {key, values_of(key), scope_};
}

Section Section::take_section(const std::string& key, const Specifiers* specifiers) {
  offer(key);
  Section section(key, values_of(key), Scope{scope_.problems, specifiers, scope_.origins});
  auto entries = find(key);
  if (!entries.empty()) section.place_ = entries.front()->place;
  return section;
}

void Section::offer(const std::string& key) {
  taken_.push_back(key);
}

void Section::refuse(const std::string& key, std::string_view why) {
  for (const auto* entry : find(key)) {
    scope_.problems.add(entry->place, fmt::format("{} can't be set in {}: {}", text::printable(key, 80), name_, why));
    refused_.insert(key);
  }
}

void Section::not_yet(const std::vector<std::string>& keys) {
  not_yet_.insert(not_yet_.end(), keys.begin(), keys.end());
}

std::vector<std::pair<std::string, Place>> Section::keys() const {
  std::vector<std::pair<std::string, Place>> all;
  std::set<std::string_view> seen;
  for (const auto* node : nodes_)
    for (const auto& entry : node->entries)
      if (seen.insert(entry.key).second) all.emplace_back(entry.key, entry.place);
  return all;
}

bool Section::knows(std::string_view key) const {
  return std::find(taken_.begin(), taken_.end(), key) != taken_.end();
}

std::string Section::unknown(const Entry& entry) const {
  auto candidates = taken_;
  candidates.insert(candidates.end(), not_yet_.begin(), not_yet_.end());
  auto meant = closest(entry.key, candidates).value_or("");
  auto shown = text::printable(entry.key, 80);
  scope_.problems.add(entry.place,
                      name_.empty() ? fmt::format("unknown section \"{}\"", shown)
                                    : fmt::format("unknown key \"{}\" in {}", shown, name_),
                      meant);
  return meant;
}

std::vector<std::string> Section::finish(const std::vector<const Section*>& others) const {
  std::vector<std::string> meant;
  for (const auto* node : nodes_) {
    for (const auto& entry : node->entries) {
      if (scope_.problems.full()) return meant;
      if (auto word = judge(entry, others); !word.empty()) meant.push_back(std::move(word));
    }
  }
  return meant;
}

// The word that was probably meant by a key that nobody took; empty if there is nothing to say.
std::string Section::judge(const Entry& entry, const std::vector<const Section*>& others) const {
  if (knows(entry.key) || refused_.contains(entry.key)) return "";
  if (std::find(not_yet_.begin(), not_yet_.end(), entry.key) != not_yet_.end()) {
    scope_.problems.add(entry.place, fmt::format("{} is not supported yet", entry.key));
    return "";
  }
  auto owner = std::find_if(others.begin(), others.end(), [&](auto other) { return other->knows(entry.key); });
  if (owner == others.end()) return unknown(entry);
  scope_.problems.add(entry.place, fmt::format("{} belongs in {}", entry.key, (*owner)->name()));
  return (*owner)->name();
}

}  // namespace berth::config
