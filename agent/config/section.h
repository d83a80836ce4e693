// A cursor on a map, which several files may have a part of: keys are taken from it by name, and in the end it
// complains about those that nobody took.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field.h"

namespace berth::config {

class Section {
 public:
  // One node for each file that has the section, in the order of the files; an absent section is an empty one. The root
  // has no name.
  Section(std::string name, const std::vector<const Node*>& nodes, Scope scope);

  const std::string& name() const { return name_; }
  bool is_map() const { return is_map_; }  // false: absent, or a problem
  bool has(std::string_view key) const;    // false if a drop-in has taken it back
  Place place() const { return place_; }
  const Scope& scope() const { return scope_; }

  Field take(const std::string& key);
  Section take_section(const std::string& key, const Specifiers* specifiers = nullptr);
  void offer(const std::string& key);                         // one more word to know, should somebody misspell it
  void refuse(const std::string& key, std::string_view why);  // a problem if it was given
  void not_yet(const std::vector<std::string>& keys);         // known words of the format that this release can't do
  std::vector<std::pair<std::string, Place>> keys() const;    // as written, each once

  bool knows(std::string_view key) const;
  // Complains about every key that nobody took: it belongs in one of `others`, or is a slip of the pen. Returns the
  // words that were probably meant: nobody needs to hear that those are missing.
  std::vector<std::string> finish(const std::vector<const Section*>& others) const;

 private:
  std::vector<const Entry*> find(std::string_view key) const;
  std::vector<const Node*> values_of(std::string_view key) const;
  std::string judge(const Entry& entry, const std::vector<const Section*>& others) const;
  std::string unknown(const Entry& entry) const;

  std::string name_;
  std::vector<const Node*> nodes_;
  Place place_;
  bool is_map_ = false;
  Scope scope_;
  std::vector<std::string> taken_, not_yet_;
  std::set<std::string> refused_;
};

}  // namespace berth::config
