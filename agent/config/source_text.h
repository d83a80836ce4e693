// The bytes of a file before any parser sees them: refused if they are no text, and able to tell a column in
// characters.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/problem.h"

namespace berth::config {

class SourceText {
 public:
  explicit SourceText(std::string_view text, int file = 0);  // `file`: as in Place

  std::string_view text() const { return text_; }  // without a byte order mark
  // False, with a problem, if the text is too large, not UTF-8 or has control characters.
  bool check(Problems& problems) const;
  // From a line and a column in bytes, both counted from 0 as the parser does.
  Place place(int line, int column) const;
  std::string_view from(Place place) const;
  std::string_view line(int number) const;  // counted from 1; empty outside

 private:
  Place place_at(std::size_t offset) const;

  std::string_view text_;
  int file_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::uint32_t> characters_before_;  // of each byte: a table, because every node asks
};

}  // namespace berth::config
