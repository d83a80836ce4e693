#include "service/exit_statuses.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace berth::service {

namespace {

// Those of systemd-analyze exit-status that a program can mean.
constexpr std::pair<std::string_view, int> names[] = {
    {"SUCCESS", 0},      {"FAILURE", 1},       {"INVALIDARGUMENT", 2}, {"NOTIMPLEMENTED", 3}, {"NOPERMISSION", 4},
    {"NOTINSTALLED", 5}, {"NOTCONFIGURED", 6}, {"NOTRUNNING", 7},      {"USAGE", 64},         {"DATAERR", 65},
    {"NOINPUT", 66},     {"NOUSER", 67},       {"NOHOST", 68},         {"UNAVAILABLE", 69},   {"SOFTWARE", 70},
    {"OSERR", 71},       {"OSFILE", 72},       {"CANTCREAT", 73},      {"IOERR", 74},         {"TEMPFAIL", 75},
    {"PROTOCOL", 76},    {"NOPERM", 77},       {"CONFIG", 78},         {"EXCEPTION", 255}};

std::optional<int> status_of_signal(std::string_view word) {
  if (word.starts_with("SIG")) word.remove_prefix(3);
  for (int number = 1; number < SIGSYS + 1; ++number) {
    const auto* name = ::sigabbrev_np(number);
    if (name != nullptr && word == name) return 128 + number;
  }
  return {};
}

}  // namespace

std::optional<int> exit_status(std::string_view word) {
  int number = 0;
  auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error == std::errc() && end == word.data() + word.size()) return number;
  const auto* found =
      std::find_if(std::begin(names), std::end(names), [&](const auto& one) { return one.first == word; });
  return found != std::end(names) ? found->second : status_of_signal(word);
}

bool is_success(const UnitKeys& service, int status) {
  bool is_named = status == 0;
  for (const auto& [key, value] : service) {
    if (key != "SuccessExitStatus") continue;
    if (text::trim(value).empty()) is_named = status == 0;  // takes back what was said
    for (auto word : text::split(value, ' ')) is_named = is_named || (!word.empty() && exit_status(word) == status);
  }
  return is_named;
}

std::string with_statuses(std::string_view value) {
  std::string all;
  for (auto word : text::split(value, ' ')) {
    if (word.empty()) continue;
    if (!all.empty()) all += ' ';
    all += word;
    if (auto status = status_of_signal(word)) all += fmt::format(" {}", *status);
  }
  return all;
}

}  // namespace berth::service
