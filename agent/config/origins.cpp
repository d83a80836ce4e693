#include "config/origins.h"

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>

#include <algorithm>
#include <optional>

namespace berth::config {

namespace {

// Only what counts of `node`, which is all of it if its key does; nothing if nothing does. The place of a map is no
// word about it: it may be that of its first key.
std::optional<Node> pruned(const Node& node, const Origins& origins) {
  if (node.kind != Node::Kind::map && origins.counts(node.place)) return node;
  auto left = node;
  left.entries.clear();
  for (const auto& entry : node.entries) {
    bool is_whole = entry.place.line > 0 && origins.counts(entry.place);
    auto value = is_whole ? entry.value : pruned(entry.value, origins);
    if (value) left.entries.push_back({entry.key, entry.place, std::move(*value)});
  }
  if (left.entries.empty()) return std::nullopt;
  return left;
}

// "K: v" beside a list in which the same is "K=v".
void add_as_item(std::vector<Entry>& items, const Entry& entry) {
  auto item = entry.value;
  if (!entry.key.empty()) item.text = entry.key + "=" + item.text;
  items.push_back({"", {}, std::move(item)});
}

void add_items(Node& list, Node node) {
  if (node.kind == Node::Kind::text)
    list.entries.push_back({"", {}, std::move(node)});
  else
    for (const auto& entry : node.entries) add_as_item(list.entries, entry);
}

void add(Node& all, Node later);

void add_keys(Node& all, Node later) {
  for (auto& entry : later.entries) {
    auto same =
        std::find_if(all.entries.begin(), all.entries.end(), [&](const auto& one) { return one.key == entry.key; });
    if (same == all.entries.end())
      all.entries.push_back(std::move(entry));
    else
      add(same->value, std::move(entry.value));
  }
}

// Both count: lists are added to, and a section may be in several files.
void add(Node& all, Node later) {
  if (all.kind == Node::Kind::map && later.kind == Node::Kind::map) return add_keys(all, std::move(later));
  Node list;
  list.kind = Node::Kind::list;
  add_items(list, std::move(all));
  add_items(list, std::move(later));
  all = std::move(list);
}

class Printer {
 public:
  explicit Printer(const std::vector<std::string>& paths) : paths_(paths) { out_.SetIndent(2); }

  void print(const Node& node) {
    if (node.kind == Node::Kind::map) return print_map(node);
    if (node.kind == Node::Kind::list) return print_list(node);
    if (node.kind == Node::Kind::null) out_ << YAML::Null;
    if (node.kind == Node::Kind::text && node.quoted) out_ << YAML::DoubleQuoted;
    if (node.kind == Node::Kind::text) out_ << node.text;
    out_ << YAML::Comment(fmt::format("{}:{}", paths_.at(static_cast<std::size_t>(node.place.file)), node.place.line));
  }

  std::string text() const { return std::string(out_.c_str(), out_.size()) + "\n"; }

 private:
  void print_map(const Node& node) {
    out_ << YAML::BeginMap;
    for (const auto& entry : node.entries) {
      out_ << YAML::Key << entry.key << YAML::Value;
      print(entry.value);
    }
    out_ << YAML::EndMap;
  }

  void print_list(const Node& node) {
    out_ << YAML::BeginSeq;
    for (const auto& entry : node.entries) print(entry.value);
    out_ << YAML::EndSeq;
  }

  const std::vector<std::string>& paths_;
  YAML::Emitter out_;
};

}  // namespace

std::string merged_text(const Origins& origins, const std::vector<std::string>& paths) {
  Node all;
  all.kind = Node::Kind::map;
  for (const auto& file : origins.files)
    if (auto left = pruned(file, origins); left && left->kind == Node::Kind::map) add_keys(all, std::move(*left));
  if (all.entries.empty()) return "";
  Printer printer(paths);
  printer.print(all);
  return printer.text();
}

}  // namespace berth::config
