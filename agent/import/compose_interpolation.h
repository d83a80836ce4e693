// Variables in the texts of a Compose file, filled in as Compose does: $NAME, ${NAME}, and ${NAME} with :- - :+ + :? ?
// and a text that may have variables, too.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/document.h"

namespace berth::importing {

using Values = std::map<std::string, std::string>;

class Interpolation {
 public:
  explicit Interpolation(const Values& values) : values_(values) {}

  // An error where Compose has one; it never has a value in it.
  Result<std::string> fill(std::string_view text);
  // All texts of the tree, in the words of a descriptor (%% is a percent sign). An error begins with its place.
  Result<void> fill(config::Node& node);

  // Names without a value, which became empty; from now on there are none.
  std::set<std::string> take_unset() { return std::exchange(unset_, {}); }

 private:
  Result<std::string> fill(std::string_view text, int depth);
  Result<std::string> value_of_braces(std::string_view inside, int depth);
  Result<std::string> value_of(std::string_view name);

  const Values& values_;
  std::set<std::string> unset_;
  std::size_t spent_ = 0;
};

}  // namespace berth::importing
