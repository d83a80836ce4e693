// A YAML file as a small tree in which everything knows its place. Whatever the bytes are, reading ends in bounded time
// and memory, with a tree or with problems in our own words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.h"

namespace berth::config {

constexpr std::size_t largest_file = 1024 * 1024;

struct Entry;

struct Node {
  enum class Kind { null, text, list, map };
  Kind kind = Kind::null;
  std::string text;
  bool quoted = false;  // "8" as opposed to 8
  Place place;
  std::vector<Entry> entries;  // of a list (without keys) or of a map, in the order written
  enum class Over { merges, replaces, resets };
  Over over = Over::merges;  // Compose's !override and !reset: for a file that this one stands over
};

struct Entry {
  std::string key;
  Place place;  // of the key
  Node value;
};

std::string_view name_of(Node::Kind kind);  // "a list"

const Node& child(const Node& map, std::string_view key);  // null if it is not there

// Compose's files also have merge keys (<<) and the tags !reset and !override; they are carried out.
enum class Dialect { ours, compose };

// The root of the one document in `text`; null, and a problem, if it can't be read. An alias has the place of its use.
// `file`: what its places say, as in Place.
Node read_document(std::string_view text, Problems& problems, int file = 0, Dialect dialect = Dialect::ours);

}  // namespace berth::config
