// The options of `docker run`, and what becomes of each in a descriptor.
#pragma once

#include <string_view>

namespace berth::importing {

enum class Fate {
  one,      // a key with one value
  list,     // a key with several
  pairs,    // a key with several NAME=VALUE
  flag,     // a key that is yes
  ours,     // Berth does that by itself: nothing to say
  none,     // no key has it: `text` says why
  special,  // run_keys.cpp
};

struct RunOptionRule {
  std::string_view name;
  char letter = 0;  // of its short form; 0: none
  bool has_value = true;
  Fate fate = Fate::none;
  std::string_view text;  // a key of Container, or why there is none
};

const RunOptionRule* find_run_option(std::string_view name);
const RunOptionRule* find_run_option(char letter);
std::string_view closest_run_option(std::string_view name);  // empty: none is near

}  // namespace berth::importing
