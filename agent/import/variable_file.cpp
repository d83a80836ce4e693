#include "base/text.h"
#include "import/command_line.h"

namespace berth::importing {

namespace {

// A value's quotes go, and what they hold is taken as a shell would, but for variables.
std::string unquoted(std::string_view text) {
  std::string value;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool is_escape = c == '\\' && quote != '\'' && i + 1 < text.size();
    if (is_escape)
      value += text[++i];
    else if (quote != 0 ? c == quote : (c == '"' || c == '\''))
      quote = quote != 0 ? '\0' : c;
    else
      value += c;
  }
  return value;
}

}  // namespace

std::map<std::string, std::string> read_variables(std::string_view text) {
  std::map<std::string, std::string> all;
  for (auto line : text::split(text, '\n')) {
    line = text::trim(line);
    auto equals = line.find('=');
    if (line.empty() || line.front() == '#' || line.front() == ';' || equals == std::string_view::npos) continue;
    all[std::string(text::trim(line.substr(0, equals)))] = unquoted(text::trim(line.substr(equals + 1)));
  }
  return all;
}

}  // namespace berth::importing
