#include "config/environment_file.h"

#include "base/text.h"

namespace berth::config {

namespace {

constexpr std::size_t longest_line = 64 * 1024 - 1;  // Docker's, too

void read_line(std::string_view line, Place place, std::vector<std::pair<std::string, std::string>>& variables,
               Problems& problems) {
  if (line.size() > longest_line) return problems.add(place, "the line is longer than 64 KiB");
  if (!text::is_utf8(line) || line.find('\0') != std::string_view::npos)
    return problems.add(place, "the line is not UTF-8 text");
  line.remove_prefix(std::min(line.find_first_not_of(" \t\v\f\r"), line.size()));
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
  for (auto line : text::split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    read_line(line, {++number, 0}, variables, problems);
  }
  return variables;
}

}  // namespace berth::config
