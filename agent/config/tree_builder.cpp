#include "config/tree_builder.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace berth::config {

namespace {

constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_depth = 32;
constexpr std::size_t most_bytes = 4 * largest_file;

bool is_merge(const Node& key) {
  return key.kind == Node::Kind::text && key.text == "<<" && !key.quoted;
}

// What !reset leaves of a value.
Node nothing_at(Place place) {
  return {Node::Kind::null, "", false, place, {}, Node::Over::resets};
}

}  // namespace

void TreeBuilder::stop(Place place, std::string text) {
  problems_.add(place, std::move(text));
  throw StopReading{};
}

void TreeBuilder::begin_document(Place place) {
  if (has_begun_) stop(place, "a second YAML document begins here, but a file holds exactly one");
  has_begun_ = true;
}

void TreeBuilder::null(Place place, Anchor anchor) {
  Node node;
  node.place = place;
  spend({1, 0, 0}, place);
  finished(std::move(node), anchor);
}

void TreeBuilder::text(Place place, const std::string& tag, Anchor anchor, const std::string& value) {
  Node node{Node::Kind::text, value, tag == "!", place, {}};
  node.over = over_of(place, tag);
  spend({1, value.size(), 0}, place);
  if (node.over == Node::Over::resets) node = nothing_at(place);
  if (value.find('\0') != std::string::npos) stop(place, "this text holds a NUL character");
  if (!berth::text::is_utf8(value)) stop(place, "this text is not UTF-8");
  if (node.quoted) last_quoted_ = place;
  finished(std::move(node), anchor);
}

void TreeBuilder::alias(Place place, Anchor anchor) {
  auto found = anchors_.find(anchor);
  if (found == anchors_.end()) stop(place, "this alias is inside of what it refers to");
  spend(weigh(found->second), place);
  Node copy = found->second;
  copy.place = place;
  finished(std::move(copy), 0);
}

Node::Over TreeBuilder::over_of(Place place, const std::string& tag) {
  if (tag.empty() || tag == "?" || tag == "!") return Node::Over::merges;
  bool is_known = dialect_ == Dialect::compose && (tag == "!reset" || tag == "!override");
  if (!is_known) stop(place, "YAML tags (!…) are not supported");
  return tag == "!reset" ? Node::Over::resets : Node::Over::replaces;
}

void TreeBuilder::open(Node::Kind kind, Place place, const std::string& tag, Anchor anchor) {
  Opened fresh;
  fresh.node.kind = kind;
  fresh.node.place = place;
  fresh.anchor = anchor;
  fresh.over = over_of(place, tag);
  spend({1, 0, 1}, place);
  open_.push_back(std::move(fresh));
}

void TreeBuilder::close() {
  auto closed = std::move(open_.back());
  open_.pop_back();
  for (auto& entry : closed.merged)
    if (closed.line_of_key.emplace(entry.key, entry.place.line).second) closed.node.entries.push_back(std::move(entry));
  closed.node.over = closed.over;
  if (closed.over == Node::Over::resets) closed.node = nothing_at(closed.node.place);
  finished(std::move(closed.node), closed.anchor);
}

// The first of several maps wins. What they hold was spent when their aliases came.
void TreeBuilder::merge(Opened& map, Node node) {
  std::vector<Node> maps;
  if (node.kind == Node::Kind::list)
    for (auto& entry : node.entries) maps.push_back(std::move(entry.value));
  else
    maps.push_back(std::move(node));
  for (auto& one : maps) {
    if (one.kind != Node::Kind::map) problems_.add(one.place, "<< needs a map, or a list of maps");
    std::move(one.entries.begin(), one.entries.end(), std::back_inserter(map.merged));
  }
}

void TreeBuilder::finished(Node node, Anchor anchor) {
  if (anchor != 0) anchors_[anchor] = node;
  attach(std::move(node));
}

void TreeBuilder::attach(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  auto& parent = open_.back();
  auto& entries = parent.node.entries;
  if (parent.node.kind == Node::Kind::list) {
    entries.push_back({"", node.place, std::move(node)});
  } else if (!parent.has_key) {
    begin_entry(parent, std::move(node));
  } else {
    parent.has_key = false;
    // The place of what is not there is that of its key.
    if (node.kind == Node::Kind::null) node.place = parent.key.place;
    if (parent.keeps_value && is_merge(parent.key))
      merge(parent, std::move(node));
    else if (parent.keeps_value)
      entries.push_back({parent.key.text, parent.key.place, std::move(node)});
  }
}

void TreeBuilder::begin_entry(Opened& map, Node key) {
  map.has_key = true;
  map.keeps_value = false;
  map.key = std::move(key);
  if (map.key.kind != Node::Kind::text || map.key.text.empty()) {
    problems_.add(map.key.place, "a key must be a non-empty text");
  } else if (is_merge(map.key) && dialect_ != Dialect::compose) {
    problems_.add(map.key.place, "merge keys (<<) are not supported");
  } else if (auto [first, is_new] = map.line_of_key.emplace(map.key.text, map.key.place.line); !is_new) {
    problems_.add(map.key.place, fmt::format("the key \"{}\" is given twice (first on line {})",
                                             berth::text::printable(map.key.text, 80), first->second));
  } else {
    map.keeps_value = true;
  }
}

void TreeBuilder::spend(const Weight& weight, Place place) {
  if (open_.size() + weight.depth > most_depth)
    stop(place, fmt::format("lists and maps are nested more than {} deep here", most_depth));
  spent_.nodes += weight.nodes;
  spent_.bytes += weight.bytes;
  if (spent_.nodes > most_nodes)
    stop(place, fmt::format("the file has more than {} values, aliases counted", most_nodes));
  if (spent_.bytes > most_bytes) stop(place, "the file has too much text, aliases counted");
}

TreeBuilder::Weight TreeBuilder::weigh(const Node& node) {
  Weight sum{1, node.text.size(), 0};
  for (const auto& entry : node.entries) {
    auto part = weigh(entry.value);
    sum.nodes += part.nodes + (node.kind == Node::Kind::map ? 1 : 0);
    sum.bytes += part.bytes + entry.key.size();
    sum.depth = std::max(sum.depth, part.depth);
  }
  if (node.kind == Node::Kind::list || node.kind == Node::Kind::map) ++sum.depth;
  return sum;
}

}  // namespace berth::config
