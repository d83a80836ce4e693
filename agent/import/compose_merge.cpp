#include "import/compose_merge.h"

#include <algorithm>
#include <functional>
#include <map>

namespace berth::importing {

namespace {

using Over = Node::Over;
using MergeValue = std::function<Node(const std::string& key, Node base, Node over)>;
using NameOf = std::function<std::string(const Node& item)>;

Node merge_any(Node base, Node over);

// Key by key: what only one of them has is as it is there.
Node merge_maps(Node base, Node over, const MergeValue& merge) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < base.entries.size(); ++i) places[base.entries[i].key] = i;
  for (auto& entry : over.entries) {
    auto [place, is_new] = places.emplace(entry.key, base.entries.size());
    if (is_new) {
      base.entries.push_back(std::move(entry));
      continue;
    }
    auto& value = base.entries[place->second].value;
    bool is_taken = entry.value.over != Over::merges || value.kind == Node::Kind::null;
    if (is_taken)
      value = std::move(entry.value);
    else if (entry.value.kind != Node::Kind::null)
      value = merge(entry.key, std::move(value), std::move(entry.value));
  }
  return base;
}

Node as_list(Node node) {
  if (node.kind == Node::Kind::list) return node;
  Node list{Node::Kind::list, "", false, node.place, {}};
  if (node.kind == Node::Kind::text) list.entries.push_back({"", node.place, node});
  if (node.kind != Node::Kind::map) return list;
  for (auto& text : texts(node)) {
    Node item{Node::Kind::text, std::move(text), false, node.place, {}};
    list.entries.push_back({"", node.place, std::move(item)});
  }
  return list;
}

// "a" of a list is "a:" of a map.
Node as_map(Node node) {
  if (node.kind == Node::Kind::map) return node;
  Node map{Node::Kind::map, "", false, node.place, {}};
  for (auto& entry : as_list(std::move(node)).entries) map.entries.push_back({entry.value.text, entry.place, Node{}});
  return map;
}

// One behind the other; of two items of one name the later one, in the place of the first.
Node merge_lists(Node base, Node over, const NameOf& name_of) {
  Node all = as_list({});
  std::map<std::string, std::size_t> places;
  for (auto list : {as_list(std::move(base)), as_list(std::move(over))})
    for (auto& entry : list.entries) {
      auto [place, is_new] = places.emplace(name_of(entry.value), all.entries.size());
      if (is_new)
        all.entries.push_back(std::move(entry));
      else
        all.entries[place->second] = std::move(entry);
    }
  return all;
}

std::string variable_of(const Node& item) {
  return item.text.substr(0, item.text.find('='));
}

// Where a volume or device is in the container.
std::string target_of(const Node& item) {
  if (item.kind == Node::Kind::map) return child(item, "target").text;
  auto colon = item.text.find(':');
  if (colon == std::string::npos) return item.text;
  auto rest = item.text.substr(colon + 1);
  return rest.substr(0, rest.find(':'));
}

std::string file_of(const Node& item) {
  const auto& target = child(item, "target").text;
  if (!target.empty()) return target;
  return item.kind == Node::Kind::map ? child(item, "source").text : item.text;
}

Node merge_health(Node base, Node over) {
  return merge_maps(std::move(base), std::move(over), [](const std::string& key, Node old, Node fresh) {
    return key == "test" ? std::move(fresh) : merge_any(std::move(old), std::move(fresh));
  });
}

// The options of one driver mean nothing to another.
Node merge_logging(Node base, Node over) {
  const auto &before = child(base, "driver").text, &now = child(over, "driver").text;
  bool is_other = !before.empty() && !now.empty() && before != now;
  return is_other ? std::move(over) : merge_any(std::move(base), std::move(over));
}

Node merge_keyed(Node base, Node over) {
  bool are_lists = base.kind == Node::Kind::list && over.kind == Node::Kind::list;
  if (are_lists) return merge_lists(std::move(base), std::move(over), shown);
  return merge_any(as_map(std::move(base)), as_map(std::move(over)));
}

Node merge_any(Node base, Node over) {
  if (base.kind != over.kind || over.kind == Node::Kind::text) return over;
  if (over.kind == Node::Kind::list) return merge_lists(std::move(base), std::move(over), shown);
  return merge_maps(std::move(base), std::move(over), [](const std::string&, Node old, Node fresh) {
    return merge_any(std::move(old), std::move(fresh));
  });
}

using Merge = Node (*)(Node base, Node over);

Node replace(Node, Node over) {
  return over;
}
Node merge_texts(Node base, Node over) {
  return merge_lists(std::move(base), std::move(over), shown);
}
Node merge_variables(Node base, Node over) {
  return merge_lists(std::move(base), std::move(over), variable_of);
}
Node merge_targets(Node base, Node over) {
  return merge_lists(std::move(base), std::move(over), target_of);
}
Node merge_held_files(Node base, Node over) {
  return merge_lists(std::move(base), std::move(over), file_of);
}

Merge rule_of(const std::string& key) {
  static const std::map<std::string, Merge> rules = {{"annotations", merge_variables}, {"command", replace},
                                                     {"configs", merge_held_files},    {"depends_on", merge_keyed},
                                                     {"devices", merge_targets},       {"dns", merge_texts},
                                                     {"dns_opt", merge_texts},         {"dns_search", merge_texts},
                                                     {"entrypoint", replace},          {"env_file", merge_texts},
                                                     {"environment", merge_variables}, {"extra_hosts", merge_texts},
                                                     {"healthcheck", merge_health},    {"labels", merge_variables},
                                                     {"logging", merge_logging},       {"networks", merge_keyed},
                                                     {"secrets", merge_held_files},    {"sysctls", merge_variables},
                                                     {"tmpfs", merge_texts},           {"volumes", merge_targets}};
  auto found = rules.find(key);
  return found == rules.end() ? merge_any : found->second;
}

}  // namespace

Node merge_services(Node base, Node over) {
  if (base.kind != Node::Kind::map || over.kind != Node::Kind::map) return over;
  return merge_maps(std::move(base), std::move(over), [](const std::string& key, Node old, Node fresh) {
    return rule_of(key)(std::move(old), std::move(fresh));
  });
}

Node merge_files(Node base, Node over) {
  if (over.kind != Node::Kind::map) return base;
  return merge_maps(std::move(base), std::move(over), [](const std::string& key, Node old, Node fresh) {
    bool are_services = key == "services" && old.kind == Node::Kind::map && fresh.kind == Node::Kind::map;
    if (!are_services) return merge_any(std::move(old), std::move(fresh));
    return merge_maps(std::move(old), std::move(fresh), [](const std::string&, Node before, Node now) {
      return merge_services(std::move(before), std::move(now));
    });
  });
}

}  // namespace berth::importing
