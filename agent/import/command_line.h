// A command line of a unit, as systemd takes it apart: prefixes, words, quotes, escapes, several commands in a line,
// and the variables in them. Specifiers stay, for our reader knows them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::importing {

struct Command {
  std::string prefixes;  // of - @ : + !
  std::vector<std::string> words;
  bool may_fail() const { return prefixes.find('-') != std::string::npos; }
};

Result<std::vector<std::string>> split_line(std::string_view text);
Result<std::vector<Command>> split_commands(std::string_view text);

// Specifiers whose value is the same on every host (%h is /root) are replaced, the others stay.
std::string with_fixed_specifiers(std::string_view text);

// What a % sign of a plain text has to be in a descriptor.
std::string escaped_percent(std::string_view text);

// What Environment= and EnvironmentFile= say. A value is in the descriptor's words: %% is a percent sign.
struct Variables {
  std::map<std::string, std::string> values;
  bool complete = true;                 // false: a file of them could not be read
  std::string working_directory = "/";  // of the unit's commands

  // $NAME as a whole word becomes words, ${NAME} text, $$ a dollar sign. A name that is not known stands between
  // unknown_mark (import/draft.h), or is nothing if all are known.
  std::vector<std::string> expand(const std::vector<std::string>& words) const;
  std::string value_of(const std::string& name) const;

 private:
  std::string expand_braces(std::string_view word) const;
};

// Lines of NAME=VALUE as systemd reads those of EnvironmentFile=.
std::map<std::string, std::string> read_variables(std::string_view text);

}  // namespace berth::importing
