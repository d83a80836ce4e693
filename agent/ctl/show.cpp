#include "ctl/show.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/duration.h"
#include "base/text.h"
#include "ctl/commands.h"

namespace berth::ctl {

namespace {

bool on_terminal() {
  static const bool is = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return is;
}

std::string in_local_time(std::uint64_t realtime_usec, const char* form) {
  auto seconds = static_cast<std::time_t>(realtime_usec / 1'000'000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, form, &parts);
  return text;
}

std::size_t characters_in(std::string_view text) {
  auto begins_one = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_one));
}

boost::json::object object_of(const Properties& properties) {
  boost::json::object object;
  for (const auto& [name, value] : properties)
    std::visit([&object, &key = name](const auto& v) { object[key] = boost::json::value_from(v); }, value);
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

std::string short_digest(std::string_view digest) {
  constexpr std::string_view scheme = "sha256:";
  return digest.starts_with(scheme) ? std::string(digest.substr(scheme.size(), 12)) : "-";
}

bool has_word(std::string_view text, std::string_view word) {
  auto words = text::split(text, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], characters_in(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      bool is_last = i + 1 == row.size();
      if (!is_last) text.append(widths[i] - characters_in(row[i]) + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
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

std::string short_moment(std::uint64_t realtime_usec) {
  return realtime_usec == 0 ? "-" : in_local_time(realtime_usec, "%Y-%m-%d %H:%M:%S");
}

std::string full_moment(std::uint64_t realtime_usec) {
  return in_local_time(realtime_usec, "%a %Y-%m-%d %H:%M:%S %Z");
}

std::string moment(std::uint64_t realtime_usec) {
  if (realtime_usec == 0) return "";
  auto seconds = static_cast<std::time_t>(realtime_usec / 1'000'000);
  auto text = full_moment(realtime_usec);
  auto age = std::max<std::time_t>(0, std::time(nullptr) - seconds);
  return fmt::format("{}; {} ago", text, age == 0 ? "0s" : format_duration(std::chrono::seconds(age)));
}

std::string coming_moment(std::uint64_t realtime_usec) {
  if (realtime_usec == 0) return "";
  auto seconds = static_cast<std::time_t>(realtime_usec / 1'000'000);
  auto left = seconds - std::time(nullptr);
  auto text = full_moment(realtime_usec);
  return left > 0 ? fmt::format("{}; in {}", text, format_duration(std::chrono::seconds(left))) : text;
}

}  // namespace berth::ctl
