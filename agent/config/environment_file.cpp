#include "config/environment_file.h"

#include <algorithm>

#include "base/text.h"

namespace berth::config {

namespace {

constexpr std::size_t longest_line = 64 * 1024 - 1;  // Docker's, too

// The blanks that Go's unicode.IsSpace knows, by which docker trims; the longest have three bytes.
std::string_view without_leading_blanks(std::string_view line) {
  constexpr std::string_view blanks[] = {" ",      "\t",     "\v",     "\f",     "\r",     "\u0085",
                                         "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                         "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
                                         "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  while (true) {
    auto blank = std::find_if(std::begin(blanks), std::end(blanks), [&](auto b) { return line.starts_with(b); });
    if (blank == std::end(blanks)) return line;
    line.remove_prefix(blank->size());
  }
}

void read_line(std::string_view line, Place place, std::vector<std::pair<std::string, std::string>>& variables,
               Problems& problems) {
  if (line.size() > longest_line) return problems.add(place, "the line is longer than 64 KiB");
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!text::is_utf8(line) || line.find('\0') != std::string_view::npos)
    return problems.add(place, "the line is not UTF-8 text");
  line = without_leading_blanks(line);
  if (line.empty() || line.front() == '#') return;
  auto equals = line.find('=');
  auto key = line.substr(0, equals);
  if (key.empty()) return problems.add(place, "no variable's name before the =");
  if (key.find_first_of(" \t") != std::string_view::npos)
    return problems.add(place, "a variable's name must not have blanks in it");
  // `K` alone means "as it is here", and a daemon has nothing here worth passing on.
  if (equals != std::string_view::npos) variables.emplace_back(key, line.substr(equals + 1));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_environment_file(std::string_view text, Problems& problems) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<std::pair<std::string, std::string>> variables;
  int number = 0;
  for (auto line : text::split(text, '\n')) read_line(line, {++number, 0}, variables, problems);
  return variables;
}

}  // namespace berth::config
