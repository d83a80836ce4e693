#include "ctl/show.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/duration.h"
#include "ctl/commands.h"

namespace berth::ctl {

namespace {

bool on_terminal() {
  static const bool is = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return is;
}

boost::json::object object_of(const Properties& properties) {
  boost::json::object object;
  for (const auto& [name, value] : properties)
    std::visit([&object, &key = name](const auto& v) { object[key] = boost::json::value(v); }, value);
  return object;
}

}  // namespace

std::string paint(std::string_view text, Colour colour) {
  if (!on_terminal() || colour == Colour::none) return std::string(text);
  int code = 0;
  switch (colour) {
    case Colour::none: break;
    case Colour::red: code = 31; break;
    case Colour::green: code = 32; break;
    case Colour::yellow: code = 33; break;
    case Colour::grey: code = 90; break;
    case Colour::bold: code = 1; break;
  }
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

Colour colour_of(std::string_view active_state) {
  if (active_state == "active") return Colour::green;
  if (active_state == "failed") return Colour::red;
  if (active_state == "inactive") return Colour::grey;
  return Colour::yellow;
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      bool is_last = i + 1 == row.size();
      text += is_last ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    text += '\n';
  }
  return text;
}

std::string json_of(const Properties& properties) {
  return boost::json::serialize(object_of(properties)) + "\n";
}

std::string json_of(const std::vector<Properties>& all) {
  boost::json::array array;
  for (const auto& properties : all) array.push_back(object_of(properties));
  return boost::json::serialize(array) + "\n";
}

int complain(std::string_view text, int exit_status) {
  std::fputs(fmt::format("berthctl: {}\n", text).c_str(), stderr);
  return exit_status;
}

std::string moment(std::uint64_t realtime_usec) {
  if (realtime_usec == 0) return "";
  auto seconds = static_cast<std::time_t>(realtime_usec / 1'000'000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a %Y-%m-%d %H:%M:%S %Z", &parts);
  auto age = std::max<std::time_t>(0, std::time(nullptr) - seconds);
  return fmt::format("{}; {} ago", text, age == 0 ? "0s" : format_duration(std::chrono::seconds(age)));
}

}  // namespace berth::ctl
