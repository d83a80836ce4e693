// What an export can't carry, line by line, each with its reason: they become comments, and nothing is lost in silence.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace berth::exporting {

class Notes {
 public:
  // `what` has no value of an environment in it.
  void leave_out(std::string_view what, std::string_view why) {
    ++not_carried_;
    remark(fmt::format("not carried: {}: {}", text::printable(what, 400), why));
  }
  // Something that costs nothing of what was asked.
  void remark(std::string text) { lines_.push_back(std::move(text)); }

  const std::vector<std::string>& lines() const { return lines_; }
  int not_carried() const { return not_carried_; }

 private:
  std::vector<std::string> lines_;
  int not_carried_ = 0;
};

}  // namespace berth::exporting
