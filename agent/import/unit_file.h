// A file in systemd's syntax, read as systemd reads it: continued lines, comments, sections, assignments in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::importing {

struct Assignment {
  std::string section, key, value;
  int line = 0;  // where it begins
};

struct UnitFile {
  std::vector<Assignment> assignments;
  std::vector<std::string> ignored;  // what systemd would ignore, too, and why

  // The values of a list: an empty assignment takes back those before it.
  std::vector<std::string> values(std::string_view section, std::string_view key) const;
  std::string last(std::string_view section, std::string_view key) const;  // empty: not given
  bool has_section(std::string_view section) const;
};

// Nothing, or `path:line:column: why` these bytes are no text of ours to read.
Result<void> check_text(const std::string& path, std::string_view text);

Result<UnitFile> read_unit_file(const std::string& path, std::string_view text);

// What a drop-in has comes behind what the file has.
void append(UnitFile& file, UnitFile drop_in);

}  // namespace berth::importing
