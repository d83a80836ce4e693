#include "config/calendar.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <optional>
#include <utility>

#include "base/text.h"
#include "config/calendar_cursor.h"

namespace berth::config {

namespace {

constexpr std::size_t most_parts = 240;

Error wrong(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

std::string lower(std::string_view text) {
  std::string result;
  for (char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// What one field may hold.
struct Range {
  std::string_view name;
  int low, high;
  int unit = 1;
};
constexpr Range year_range{"year", 1970, 2199}, month_range{"month", 1, 12}, day_range{"day", 1, 31},
    hour_range{"hour", 0, 23}, minute_range{"minute", 0, 59},
    second_range{"second", 0, 60 * second_usec - 1, second_usec};

constexpr std::array<std::string_view, 7> days = {"monday", "tuesday",  "wednesday", "thursday",
                                                  "friday", "saturday", "sunday"};

// The number of the day that `text` begins with, and how long its name is.
std::optional<std::pair<int, std::size_t>> weekday_at(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && std::isalpha(static_cast<unsigned char>(text[length])) != 0) ++length;
  auto word = lower(text.substr(0, length));
  for (std::size_t i = 0; i < days.size(); ++i)
    if (word == days[i] || word == days[i].substr(0, 3)) return std::pair{static_cast<int>(i), length};
  return std::nullopt;
}

Result<void> read_weekdays(CalendarCursor& cursor, Calendar& calendar) {
  if (cursor.at_end() || std::isalpha(static_cast<unsigned char>(cursor.rest().front())) == 0) return {};
  while (true) {
    auto shown = text::printable(cursor.rest(), 40);
    auto first = weekday_at(cursor.rest());
    if (!first) return wrong(fmt::format("\"{}\" is no day of the week such as Mon, and no word such as daily", shown));
    cursor.skip(first->second);
    auto last = first;
    if (cursor.take("..") || cursor.take("-")) {
      last = weekday_at(cursor.rest());
      if (!last) return wrong(fmt::format("\"{}\" lacks the day at its end, as in Mon..Fri", shown));
      if (last->first < first->first)
        return wrong(fmt::format("\"{}\" goes from the end of the week to its beginning: write it as a list", shown));
      cursor.skip(last->second);
    }
    for (int day = first->first; day <= last->first; ++day) calendar.weekdays |= 1U << day;
    bool goes_on = cursor.take(",");
    if (cursor.at_any(" ")) break;
    if (!goes_on) return wrong(fmt::format("\"{}\" is no list of days such as Mon..Fri,Sun", shown));
  }
  cursor.skip_blanks();
  return {};
}

Result<CalendarField> read_field(CalendarCursor& cursor, bool in_seconds) {
  CalendarField field;
  if (cursor.take("*")) {
    if (in_seconds) field.push_back({0, -1, second_usec});
    return field;
  }
  auto shown = text::printable(cursor.rest(), 40);
  auto complaint = [&] {
    return wrong(fmt::format("\"{}\" is no number, list (1,15), range (1..5) or step (0/15)", shown));
  };
  do {
    auto first = cursor.value(in_seconds);
    if (!first || field.size() >= most_parts) return complaint();
    CalendarPart part{*first};
    if (cursor.take("..")) {
      auto last = cursor.value(in_seconds);
      if (!last) return complaint();
      part.last = *last;
      part.step = in_seconds ? second_usec : 1;
    }
    if (cursor.take("/")) {
      auto step = cursor.value(in_seconds);
      if (!step || *step == 0) return complaint();
      part.step = *step;
    } else if (in_seconds && part.last >= 0 && part.first + part.step > part.last) {
      return complaint();
    }
    if (!cursor.at_any(" ,-~:")) return complaint();
    field.push_back(part);
  } while (cursor.take(","));
  return field;
}

// "-" or "~" between the parts of a date.
bool take_separator(CalendarCursor& cursor, Calendar& calendar) {
  if (cursor.take("~")) return calendar.from_month_end = true;
  return cursor.take("-");
}

Result<void> read_timestamp(CalendarCursor& cursor, Calendar& calendar) {
  auto digits = cursor.rest();
  bool good = !digits.empty() && digits.size() <= 10 && digits.find_first_not_of("0123456789") == digits.npos;
  if (!good) return wrong("@ is followed by the seconds since 1970, as in @1795243380");
  auto seconds = std::chrono::sys_seconds(std::chrono::seconds(std::stoll(std::string(digits))));
  auto day = std::chrono::floor<std::chrono::days>(seconds);
  std::chrono::year_month_day date(day);
  std::chrono::hh_mm_ss time(seconds - day);
  auto only = [](auto value) { return CalendarField{{static_cast<int>(value)}}; };
  calendar.year = only(static_cast<int>(date.year()));
  calendar.month = only(static_cast<unsigned>(date.month()));
  calendar.day = only(static_cast<unsigned>(date.day()));
  calendar.hour = only(time.hours().count());
  calendar.minute = only(time.minutes().count());
  calendar.second = only(time.seconds().count() * second_usec);
  calendar.zone = "UTC";
  cursor.skip(digits.size());
  return {};
}

// "2026-11-21", "*-*-1", "11-21", "*-*~1"; leaves alone what turns out to be a time.
Result<void> read_date(CalendarCursor& cursor, Calendar& calendar) {
  CalendarCursor ahead = cursor;
  auto first = read_field(ahead, false);
  if (!first) return first.error();
  if (ahead.at_end() || ahead.at(':')) return {};
  auto complaint =
      wrong("a date is YEAR-MONTH-DAY or MONTH-DAY, as in *-*-01, with ~ before a day from the month's end");
  if (!take_separator(ahead, calendar)) return complaint;
  auto second = read_field(ahead, false);
  if (!second) return second.error();
  if (ahead.at_any(" ")) {
    calendar.month = *first;
    calendar.day = *second;
  } else {
    if (calendar.from_month_end || !take_separator(ahead, calendar)) return complaint;
    auto third = read_field(ahead, false);
    if (!third) return third.error();
    if (!ahead.at_any(" ")) return complaint;
    calendar.year = *first;
    calendar.month = *second;
    calendar.day = *third;
  }
  ahead.skip_blanks();
  cursor = ahead;
  return {};
}

// "06:30", "06:30:00"; nothing is midnight.
Result<void> read_time(CalendarCursor& cursor, Calendar& calendar) {
  calendar.second = {{0}};
  if (cursor.at_end()) {
    calendar.hour = calendar.minute = {{0}};
    return {};
  }
  auto complaint =
      wrong(fmt::format("\"{}\" is no time such as 06:30, 06:30:00 or *:0/15", text::printable(cursor.rest(), 40)));
  auto hour = read_field(cursor, false);
  if (!hour) return hour.error();
  if (!cursor.take(":")) return complaint;
  auto minute = read_field(cursor, false);
  if (!minute) return minute.error();
  calendar.hour = *hour;
  calendar.minute = *minute;
  if (cursor.at_end()) return {};
  if (!cursor.take(":")) return complaint;
  auto second = read_field(cursor, true);
  if (!second) return second.error();
  if (!cursor.at_end()) return complaint;
  calendar.second = *second;
  return {};
}

// "26" is 2026, "70" is 1970.
void widen_years(CalendarField& years) {
  for (auto& part : years)
    for (auto* year : {&part.first, &part.last}) {
      if (*year >= 0 && *year < 70) *year += 2000;
      if (*year >= 70 && *year < 100) *year += 1900;
    }
}

Result<void> check_range(const CalendarField& field, Range range, bool from_end = false) {
  if (from_end) range.high -= 3;  // every month has a 28th last day
  auto complaint = [&](std::string_view what) {
    return wrong(fmt::format("the {}{} must be from {} to {}", what, range.name, range.low / range.unit,
                             range.high / range.unit));
  };
  for (const auto& part : field) {
    if (part.first < range.low || part.first > range.high) return complaint("");
    if (part.last >= 0) {
      if (part.last < range.low || part.last > range.high) return complaint("");
      if (part.last < part.first) return wrong(fmt::format("the range of the {} ends before it begins", range.name));
    } else if (part.step > 0) {
      auto next = from_end ? part.first - part.step : part.first + part.step;
      if (next < range.low || next > range.high) return complaint("next step of the ");
    }
  }
  return {};
}

Result<void> check(const Calendar& calendar) {
  if (auto good = check_range(calendar.year, year_range); !good) return good;
  if (auto good = check_range(calendar.month, month_range); !good) return good;
  if (auto good = check_range(calendar.day, day_range, calendar.from_month_end); !good) return good;
  if (auto good = check_range(calendar.hour, hour_range); !good) return good;
  if (auto good = check_range(calendar.minute, minute_range); !good) return good;
  return check_range(calendar.second, second_range);
}

// systemd's words, each short for an expression.
std::string_view spelt_out(const std::string& word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> words{{{"minutely", "*-*-* *:*:00"},
                                                                                 {"hourly", "*-*-* *:00:00"},
                                                                                 {"daily", "*-*-* 00:00:00"},
                                                                                 {"weekly", "Mon *-*-* 00:00:00"},
                                                                                 {"monthly", "*-*-01 00:00:00"},
                                                                                 {"quarterly", "*-01,04,07,10-01"},
                                                                                 {"biannually", "*-01,07-01"},
                                                                                 {"bi-annually", "*-01,07-01"},
                                                                                 {"semiannually", "*-01,07-01"},
                                                                                 {"semi-annually", "*-01,07-01"},
                                                                                 {"annually", "*-01-01"},
                                                                                 {"anually", "*-01-01"},
                                                                                 {"yearly", "*-01-01"}}};
  for (const auto& [name, meaning] : words)
    if (name == word) return meaning;
  return word;
}

std::size_t zone_begin(std::string_view text) {
  auto blank = text.rfind(' ');
  if (blank == std::string_view::npos || blank + 1 == text.size()) return std::string_view::npos;
  return std::isalpha(static_cast<unsigned char>(text[blank + 1])) != 0 ? blank + 1 : std::string_view::npos;
}

}  // namespace

Result<Calendar> parse_calendar(std::string_view whole) {
  Calendar calendar;
  auto text = whole;
  if (auto begin = zone_begin(text); begin != std::string_view::npos) {
    calendar.zone = text.substr(begin);
    text = text.substr(0, begin - 1);
    if (lower(calendar.zone) == "utc") calendar.zone = "UTC";
    auto is_allowed = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/_+-").find(c) != std::string::npos;
    };
    if (!std::all_of(calendar.zone.begin(), calendar.zone.end(), is_allowed))
      return wrong(fmt::format("\"{}\" is no time zone such as Europe/Berlin", text::printable(calendar.zone, 40)));
  }
  auto meaning = std::string(spelt_out(lower(text)));
  CalendarCursor cursor(meaning == lower(text) ? text : std::string_view(meaning));
  if (cursor.at_end()) return wrong("there is no date and no time in it");
  if (auto read = read_weekdays(cursor, calendar); !read) return read.error();
  if (cursor.take("@")) {
    if (auto read = read_timestamp(cursor, calendar); !read) return read.error();
    return calendar;
  }
  if (!cursor.at_end())
    if (auto read = read_date(cursor, calendar); !read) return read.error();
  if (auto read = read_time(cursor, calendar); !read) return read.error();
  widen_years(calendar.year);
  if (auto good = check(calendar); !good) return good.error();
  return calendar;
}

}  // namespace berth::config
