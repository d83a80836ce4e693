#include "ctl/time_text.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <string>

#include "base/text.h"

namespace berth::ctl {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Civil {
  std::chrono::year_month_day day;
  Duration in_day{};
};

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

// Exactly `count` digits.
bool take_number(std::string_view& text, std::size_t count, int& number) {
  if (text.size() < count || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), is_digit))
    return false;
  number = 0;
  for (char c : text.substr(0, count)) number = number * 10 + (c - '0');
  text.remove_prefix(count);
  return true;
}

// ".5" is half a second; what is finer than a microsecond is dropped.
Duration take_fraction(std::string_view& text) {
  if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) return Duration(0);
  text.remove_prefix(1);
  std::int64_t microseconds = 0;
  for (int worth = 100'000; !text.empty() && is_digit(text[0]); worth /= 10, text.remove_prefix(1))
    microseconds += worth * (text[0] - '0');
  return Duration(microseconds);
}

bool take_day(std::string_view& text, Civil& civil) {
  int year = 0, month = 0, day = 0;
  bool is_written = take_number(text, 4, year) && take(text, "-") && take_number(text, 2, month) && take(text, "-") &&
                    take_number(text, 2, day);
  civil.day = {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
               std::chrono::day(static_cast<unsigned>(day))};
  return is_written && civil.day.ok();
}

bool take_clock(std::string_view& text, Civil& civil) {
  int hour = 0, minute = 0, second = 0;
  if (!take_number(text, 2, hour) || !take(text, ":") || !take_number(text, 2, minute)) return false;
  if (take(text, ":") && !take_number(text, 2, second)) return false;
  civil.in_day = hours(hour) + minutes(minute) + seconds(second) + take_fraction(text);
  return hour < 24 && minute < 60 && second <= 60;
}

// What the clock is ahead of UTC; nothing if no zone is written.
std::optional<Duration> take_zone(std::string_view& text) {
  if (take(text, "Z") || take(text, " UTC")) return Duration(0);
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  int sign = text[0] == '+' ? 1 : -1;
  auto rest = text.substr(1);
  int hour = 0, minute = 0;
  if (!take_number(rest, 2, hour) || !take(rest, ":") || !take_number(rest, 2, minute)) return std::nullopt;
  text = rest;
  return sign * Duration(hours(hour) + minutes(minute));
}

Duration in_utc(const Civil& civil) {
  return std::chrono::sys_days(civil.day).time_since_epoch() + civil.in_day;
}

Duration in_local_time(const Civil& civil) {
  std::tm parts{};
  parts.tm_year = static_cast<int>(civil.day.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(civil.day.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(civil.day.day()));
  parts.tm_sec = 0;
  parts.tm_hour = static_cast<int>(civil.in_day / hours(1));
  parts.tm_min = static_cast<int>(civil.in_day % hours(1) / minutes(1));
  parts.tm_isdst = -1;
  return seconds(std::mktime(&parts)) + civil.in_day % minutes(1);
}

Civil today(Duration now) {
  auto at = static_cast<std::time_t>(std::chrono::floor<seconds>(now).count());
  std::tm parts{};
  ::localtime_r(&at, &parts);
  return {{std::chrono::year(parts.tm_year + 1900), std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
           std::chrono::day(static_cast<unsigned>(parts.tm_mday))},
          Duration(0)};
}

std::optional<Duration> parse_seconds(std::string_view text) {
  auto count = std::min(text.size(),
                        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin()));
  constexpr std::size_t most_digits = 12;
  if (count == 0 || count > most_digits) return std::nullopt;
  Duration time = seconds(std::stoll(std::string(text.substr(0, count))));
  text.remove_prefix(count);
  time += take_fraction(text);
  return text.empty() ? std::optional(time) : std::nullopt;
}

// A bare number is no span: it is seconds for some and a point in time for others.
std::optional<Duration> parse_span(std::string_view text) {
  if (text.empty() || std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  auto span = parse_duration(text);
  if (!span || *span < Duration(0) || *span == Duration::max()) return std::nullopt;
  return *span;
}

std::optional<Duration> parse_civil(std::string_view text, Duration now) {
  auto civil = today(now);
  auto rest = text;
  bool is_day = take_day(rest, civil);
  if (!is_day) {
    rest = text;
    civil = today(now);
  }
  bool wants_clock = !is_day || take(rest, "T") || (rest.size() > 1 && is_digit(rest[1]) && take(rest, " "));
  if (wants_clock && !take_clock(rest, civil)) return std::nullopt;
  auto ahead = take_zone(rest);
  if (!rest.empty()) return std::nullopt;
  return ahead ? in_utc(civil) - *ahead : in_local_time(civil);
}

}  // namespace

std::optional<Duration> stamp_of(std::string_view line) {
  take(line, "{\"time\":\"");
  Civil civil;
  if (!take_day(line, civil) || !take(line, "T") || !take_clock(line, civil)) return std::nullopt;
  auto ahead = take_zone(line);
  return ahead ? std::optional(in_utc(civil) - *ahead) : std::nullopt;
}

std::optional<Duration> parse_moment(std::string_view text, Duration now) {
  text = text::trim(text);
  if (text == "now") return now;
  if (text == "today") return in_local_time(today(now));
  if (text == "yesterday") {
    auto civil = today(now);
    civil.day = std::chrono::sys_days(civil.day) - std::chrono::days(1);
    return in_local_time(civil);
  }
  if (text.starts_with('@')) return parse_seconds(text.substr(1));
  if (auto time = parse_civil(text, now)) return time;
  constexpr std::string_view ago = " ago";
  if (text.ends_with(ago))
    text.remove_suffix(ago.size());
  else
    take(text, "-");
  auto span = parse_span(text);
  return span ? std::optional(now - *span) : std::nullopt;
}

}  // namespace berth::ctl
