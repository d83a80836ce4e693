// A cursor on one value of a document: it reads what type is asked for, adds a problem if that can't be, and goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "config/origins.h"
#include "config/specifiers.h"

namespace berth::config {

// What all cursors over one file share. Without specifiers, a % is just a %.
struct Scope {
  Problems& problems;
  const Specifiers* specifiers = nullptr;
  Origins* origins = nullptr;  // gets the places of all values that count, for whoever wants to know
};

// One text somebody wrote, and where.
struct Said {
  std::string text;
  Place place;
};

// One K=V or K: V.
struct SaidPair {
  std::string key, value;
  Place place;
};

// The value of one key, which may not have been given: then every reader says nothing at all. A drop-in may give it
// again: the later one counts, lists are added to, and a value that is empty takes back what the files before it said.
class Field {
 public:
  // `values`: one for each file that gives the key, in the order of the files.
  Field(std::string name, std::vector<const Node*> values, Scope scope);

  explicit operator bool() const;  // false, too, where the last file takes back what was said
  Place place() const { return node_ != nullptr ? node_->place : Place{}; }
  const std::string& name() const { return name_; }
  // "<name>: <why>"
  void complain(std::string_view why, std::string suggestion = {}) const {
    complain(place(), why, std::move(suggestion));
  }
  void complain(Place place, std::string_view why, std::string suggestion = {}) const;

  std::optional<std::string> text() const;  // never empty
  std::optional<bool> flag() const;
  std::optional<std::int64_t> number(std::int64_t low, std::int64_t high) const;
  std::optional<double> decimal(double low, double high) const;
  std::optional<Duration> duration() const;
  std::optional<Duration> duration(Duration low, Duration high) const;
  std::optional<std::uint64_t> size() const;
  std::optional<std::string> one_of(const std::vector<std::string>& words) const;
  std::vector<Said> list() const;                         // a scalar is a list of one
  std::optional<std::vector<std::string>> words() const;  // a text is split as in ExecStart=
  // Only what the last file says, for a key that holds one value though it reads as a list.
  Field last() const;
  bool is_list() const;  // and none that takes back what was said

  // K=V or K: V, each key once. The values are secrets: no problem repeats one.
  std::vector<SaidPair> pairs() const;

 private:
  std::optional<std::string> read(const Node& node, std::string_view what) const;
  std::optional<std::string> expand(const std::string& text, Place place) const;
  void read_list(const Node& node, std::vector<Said>& all) const;
  void read_pairs(const Node& node, std::vector<SaidPair>& all) const;
  std::optional<SaidPair> split_pair(const Said& said) const;
  void count(Place place) const;

  std::string name_;
  std::vector<const Node*> values_;
  const Node* node_ = nullptr;  // the last of them
  Scope scope_;
};

}  // namespace berth::config
