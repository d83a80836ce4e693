#include "base/duration.h"

#include <array>
#include <cctype>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace berth {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t microseconds;
};

constexpr std::int64_t second = 1'000'000;
constexpr std::array<Unit, 33> units{{
    {"us", 1},
    {"usec", 1},
    {"µs", 1},
    {"ms", 1000},
    {"msec", 1000},
    {"s", second},
    {"sec", second},
    {"second", second},
    {"seconds", second},
    {"", second},
    {"m", 60 * second},
    {"min", 60 * second},
    {"minute", 60 * second},
    {"minutes", 60 * second},
    {"h", 3600 * second},
    {"hr", 3600 * second},
    {"hour", 3600 * second},
    {"hours", 3600 * second},
    {"d", 86400 * second},
    {"day", 86400 * second},
    {"days", 86400 * second},
    {"w", 604800 * second},
    {"week", 604800 * second},
    {"weeks", 604800 * second},
    {"M", 2629800 * second},
    {"month", 2629800 * second},
    {"months", 2629800 * second},
    {"y", 31557600 * second},
    {"year", 31557600 * second},
    {"years", 31557600 * second},
    // Docker's own short form ("1m30s", "1ns") meets ours in "m" and "s"; nanoseconds round down.
    {"ns", 0},
    {"nsec", 0},
    {"μs", 1},
}};

std::string_view take_while(std::string_view& text, auto belongs) {
  std::size_t n = 0;
  while (n < text.size() && belongs(static_cast<unsigned char>(text[n]))) ++n;
  auto taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

bool is_number_part(unsigned char c) {
  return std::isdigit(c) != 0 || c == '.';
}

// "12" or "1.5"; never a sign, an exponent or a lone dot.
Result<double> parse_amount(std::string_view digits, std::string_view whole) {
  bool well_formed = !digits.empty() && digits.size() <= 18 &&
                     std::isdigit(static_cast<unsigned char>(digits.front())) && digits.back() != '.' &&
                     digits.find('.') == digits.rfind('.');
  if (!well_formed)
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is not a number with a unit", text::printable(whole))};
  return std::stod(std::string(digits));
}

}  // namespace

Result<Duration> parse_duration(std::string_view whole) {
  auto rest = text::trim(whole);
  auto complaint = [&] {
    return Error{ErrorKind::invalid,
                 fmt::format("\"{}\" is not a time span such as 30s or 1min 30s", text::printable(whole))};
  };
  if (rest == "infinity") return Duration::max();
  if (rest.empty()) return complaint();
  double total = 0;
  while (!rest.empty()) {
    auto amount = parse_amount(take_while(rest, is_number_part), whole);
    if (!amount) return complaint();
    rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
    auto name = take_while(rest, [](unsigned char c) { return std::isalpha(c) != 0 || c >= 0x80; });
    rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const Unit* found = nullptr;
    for (const auto& unit : units)
      if (unit.name == name) found = &unit;
    if (found == nullptr) return complaint();
    total += *amount * static_cast<double>(found->microseconds);
  }
  if (total > 1e17) return Error{ErrorKind::invalid, fmt::format("\"{}\" is too long a time", text::printable(whole))};
  return Duration(static_cast<std::int64_t>(std::llround(total)));
}

std::string format_duration(Duration duration) {
  if (duration == Duration::max()) return "infinity";
  std::int64_t left = duration.count();
  if (left == 0) return "0";
  constexpr std::array<Unit, 7> shown{{{"w", 604800 * second},
                                       {"d", 86400 * second},
                                       {"h", 3600 * second},
                                       {"min", 60 * second},
                                       {"s", second},
                                       {"ms", 1000},
                                       {"us", 1}}};
  std::string result = left < 0 ? "-" : "";
  left = std::abs(left);
  for (const auto& unit : shown) {
    if (left < unit.microseconds) continue;
    if (!result.empty() && result != "-") result += ' ';
    result += fmt::format("{}{}", left / unit.microseconds, unit.name);
    left %= unit.microseconds;
  }
  return result;
}

Result<std::uint64_t> parse_size(std::string_view whole) {
  auto rest = text::trim(whole);
  auto complaint = [&] {
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is not a size such as 512M or 2G", text::printable(whole))};
  };
  auto amount = parse_amount(take_while(rest, is_number_part), whole);
  if (!amount) return complaint();
  std::string unit;
  for (char c : text::trim(rest)) unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (unit.size() > 1 && unit.back() == 'b') unit.pop_back();
  if (unit.size() > 1 && unit.back() == 'i') unit.pop_back();
  constexpr std::string_view powers = "bkmgt";
  auto power = unit.empty() ? 0 : powers.find(unit);
  if (unit.size() > 1 || power == std::string_view::npos) return complaint();
  double bytes = *amount * std::pow(1024.0, static_cast<double>(power));
  if (bytes > 9e15) return Error{ErrorKind::invalid, fmt::format("\"{}\" is too large", text::printable(whole))};
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace berth
