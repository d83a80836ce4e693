#include "import/environment.h"

#include "base/text.h"
#include "import/draft.h"

namespace berth::importing {

namespace {

// The home of another user is not known here.
std::string working_directory(const UnitFile& unit) {
  auto said = with_fixed_specifiers(unit.last("Service", "WorkingDirectory"));
  if (said.starts_with('-')) said.erase(0, 1);
  auto user = unit.last("Service", "User");
  bool is_root = user.empty() || user == "root" || user == "0";
  if (said == "~") return is_root ? "/root" : fmt::format("{}WorkingDirectory{}", unknown_mark, unknown_mark);
  return said.empty() ? "/" : said;
}

}  // namespace

Variables read_environment(const UnitFile& unit, const FileReader& read_file) {
  Variables variables;
  variables.working_directory = working_directory(unit);
  for (const auto& line : unit.values("Service", "Environment")) {
    auto words = split_line(line);
    if (!words) continue;
    for (const auto& word : *words) {
      auto equals = word.find('=');
      if (equals != std::string::npos)
        variables.values[word.substr(0, equals)] = with_fixed_specifiers(word.substr(equals + 1));
    }
  }
  for (const auto& said : unit.values("Service", "EnvironmentFile")) {
    bool is_optional = said.starts_with('-');
    auto content = read_file(with_fixed_specifiers(said.substr(is_optional ? 1 : 0)));
    bool is_text = content && check_text(said, *content);
    if (!is_text) {
      variables.complete = false;
      continue;
    }
    for (const auto& [name, value] : read_variables(*content)) variables.values[name] = escaped_percent(value);
  }
  return variables;
}

}  // namespace berth::importing
