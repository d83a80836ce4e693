#include "config/section.h"

#include <algorithm>

#include "base/closest.h"
#include "base/text.h"

namespace berth::config {

Section::Section(std::string name, const Node* node, Scope scope) : name_(std::move(name)), scope_(scope) {
  if (node == nullptr) return;
  place_ = node->place;
  is_map_ = node->kind == Node::Kind::map || node->kind == Node::Kind::null;  // "Service:" alone is an empty map
  if (node->kind == Node::Kind::map) node_ = node;
  if (is_map_) return;
  scope_.problems.add(node->place, fmt::format("{} must be keys and values, not {}", name_.empty() ? "the file" : name_,
                                               name_of(node->kind)));
}

const Entry* Section::find(std::string_view key) const {
  if (node_ == nullptr) return nullptr;
  for (const auto& entry : node_->entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

Field Section::take(const std::string& key) {
  offer(key);
  const auto* entry = find(key);
  return {key, entry == nullptr ? nullptr : &entry->value, scope_};
}

Section Section::take_section(const std::string& key, const Specifiers* specifiers) {
  offer(key);
  const auto* entry = find(key);
  if (entry == nullptr) return {key, nullptr, Scope{scope_.problems, specifiers}};
  Section section(key, &entry->value, Scope{scope_.problems, specifiers});
  section.place_ = entry->place;
  return section;
}

void Section::offer(const std::string& key) {
  if (!knows(key)) taken_.push_back(key);
}

void Section::refuse(const std::string& key, std::string_view why) {
  const auto* entry = find(key);
  if (entry == nullptr) return;
  scope_.problems.add(entry->place, fmt::format("{} can't be set in {}: {}", text::printable(key, 80), name_, why));
  refused_.insert(key);
}

void Section::not_yet(const std::vector<std::string>& keys) {
  not_yet_.insert(not_yet_.end(), keys.begin(), keys.end());
}

std::vector<std::pair<std::string, Place>> Section::keys() const {
  std::vector<std::pair<std::string, Place>> all;
  if (node_ == nullptr) return all;
  for (const auto& entry : node_->entries) all.emplace_back(entry.key, entry.place);
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
  if (node_ == nullptr) return meant;
  for (const auto& entry : node_->entries) {
    if (scope_.problems.full()) break;
    if (knows(entry.key) || refused_.contains(entry.key)) continue;
    if (std::find(not_yet_.begin(), not_yet_.end(), entry.key) != not_yet_.end()) {
      scope_.problems.add(entry.place, fmt::format("{} is not supported yet", entry.key));
      continue;
    }
    auto owner = std::find_if(others.begin(), others.end(), [&](auto other) { return other->knows(entry.key); });
    if (owner == others.end()) {
      meant.push_back(unknown(entry));
      continue;
    }
    scope_.problems.add(entry.place, fmt::format("{} belongs in {}", entry.key, (*owner)->name()));
    meant.push_back((*owner)->name());
  }
  return meant;
}

}  // namespace berth::config
