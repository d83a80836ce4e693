// A descriptor in the making: what was asked of `docker run`, systemd or Compose in the words of our keys, and what
// can't be carried. Nothing that goes into it is lost: it comes out as a key or as a comment.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace berth::importing {

// Stands before and after the name of a variable whose value is not known here; no text that is read can have it.
constexpr char unknown_mark = '\x01';

enum class Shape { one, list, words, pairs };

struct DraftItem {
  std::string name, value;  // only pairs have names
  std::string origin;       // what was written: "--ulimit nofile=1024"
};

struct DraftEntry {
  std::string key;
  Shape shape = Shape::one;
  std::vector<DraftItem> items;
  std::string origin;                        // of all words together
  std::map<std::string, std::size_t> names;  // of pairs
};

struct DraftSection {
  std::string name;
  std::vector<DraftEntry> entries;
  std::vector<std::string> notes;  // comments without their #
};

class Draft {
 public:
  std::string name;    // of the service
  std::string source;  // the file that it is from
  // Of variables that were read for it, which may be secret, and stand in any key then.
  bool may_hold_values = false;

  // The last value counts.
  void set(std::string_view section, std::string_view key, std::string value, std::string origin = {});
  void set_words(std::string_view section, std::string_view key, std::vector<std::string> words,
                 std::string origin = {});
  // One more.
  void add(std::string_view section, std::string_view key, std::string value, std::string origin = {});
  // One more; the last value of a name counts.
  void add_pair(std::string_view section, std::string_view key, std::string pair_name, std::string value,
                std::string origin = {});
  void leave_out(std::string_view section, std::string_view what, std::string_view why);
  // A remark that costs nothing of what was asked.
  void remark(std::string_view section, std::string_view text);

  const DraftEntry* find(std::string_view section, std::string_view key) const;
  const std::string* value(std::string_view section, std::string_view key) const;  // of Shape::one
  void drop(std::string_view section, std::string_view key);
  void drop_pair(std::string_view section, std::string_view key, std::string_view pair_name);

  std::vector<DraftSection>& sections() { return sections_; }
  const std::vector<DraftSection>& sections() const { return sections_; }
  int not_carried() const { return not_carried_; }
  void count_not_carried() { ++not_carried_; }

 private:
  DraftSection& section(std::string_view wanted);
  DraftEntry& entry(std::string_view section, std::string_view key, Shape shape);
  bool knows(std::string_view section, std::string_view key, const std::string& value, const std::string& origin);

  std::vector<DraftSection> sections_ = {{"Unit", {}, {}},    {"Container", {}, {}}, {"Compose", {}, {}},
                                         {"Process", {}, {}}, {"Service", {}, {}},   {"Log", {}, {}},
                                         {"Update", {}, {}},  {"Schedule", {}, {}},  {"Install", {}, {}}};
  int not_carried_ = 0;
};

// One line of "not carried: WHAT: WHY", whatever is in it.
std::string not_carried_note(std::string_view what, std::string_view why);

// The text with ${NAME} where marks are.
std::string with_variables(std::string_view text);

}  // namespace berth::importing
