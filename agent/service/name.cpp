#include "service/name.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace berth::service {

namespace {

constexpr std::string_view suffix = ".service", timer_suffix = ".timer";

bool is_allowed(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '@';
}

}  // namespace

Result<void> check_name(std::string_view name) {
  auto refuse = [&](std::string_view why) {
    return Error{ErrorKind::invalid,
                 fmt::format("\"{}\" can't be a service's name: {}", text::printable(name, 80), why)};
  };
  if (name.empty()) return refuse("it is empty");
  if (name.size() > longest_name) return refuse(fmt::format("it is longer than {} characters", longest_name));
  if (!std::all_of(name.begin(), name.end(), is_allowed)) return refuse("only letters, digits and - _ . @ are allowed");
  if (std::isalnum(static_cast<unsigned char>(name.front())) == 0)
    return refuse("it must begin with a letter or a digit");
  if (std::count(name.begin(), name.end(), '@') > 1) return refuse("it has more than one @");
  if (name.ends_with(suffix)) return refuse("the name goes without .service");
  return {};
}

bool is_template(std::string_view name) {
  return name.size() > 1 && name.find('@') == name.size() - 1;
}

std::string template_of(std::string_view name) {
  auto at = name.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == name.size()) return "";
  return std::string(name.substr(0, at + 1));
}

std::string name_in_unit(std::string_view name) {
  return fmt::format("{}{}", name, is_template(name) ? "%i" : "");
}

std::string helper_unit(std::string_view name) {
  return fmt::format("berth-process@{}.service", name);
}

std::string unit_name(std::string_view name) {
  return fmt::format("{}{}", name, suffix);
}

std::string timer_name(std::string_view name) {
  return fmt::format("{}{}", name, timer_suffix);
}

Result<std::string> name_of_unit(std::string_view unit) {
  auto shown = text::printable(unit, 80);
  if (unit.ends_with(suffix))
    unit.remove_suffix(suffix.size());
  else if (unit.ends_with(timer_suffix))
    unit.remove_suffix(timer_suffix.size());
  else
    return Error{ErrorKind::invalid, fmt::format("{} is neither a service nor a timer", shown)};
  if (auto checked = check_name(unit); !checked) return checked.error();
  return std::string(unit);
}

// Docker wants two characters at least and knows no @.
std::string container_name(std::string_view service) {
  std::string name(service);
  std::replace(name.begin(), name.end(), '@', '-');
  return name.size() < 2 ? "berth-" + name : name;
}

}  // namespace berth::service
