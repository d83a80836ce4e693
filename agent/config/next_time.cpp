#include "config/next_time.h"

#include <chrono>

#include "config/zone.h"

namespace berth::config {

namespace {

using namespace std::chrono;
using LocalTime = time_point<local_t, Duration>;

constexpr int last_year = 2199;

// The smallest value from `low` on that fits; a field that says nothing takes any.
std::optional<int> first_from(const CalendarField& field, int low) {
  if (field.empty()) return low;
  std::optional<int> best;
  for (const auto& part : field) {
    int value = part.first;
    if (value < low) {
      if (part.step == 0) continue;
      value += (low - value + part.step - 1) / part.step * part.step;
    }
    bool fits = part.last < 0 || value <= part.last;
    if (fits && (!best || value < *best)) best = value;
  }
  return best;
}

bool fits(const CalendarField& field, int value) {
  return first_from(field, value) == value;
}

// A field of days from the month's end, as days of that month.
CalendarField from_the_front(const CalendarField& field, int length) {
  CalendarField days;
  for (const auto& part : field) {
    auto place = [&](int from_end) { return length + 1 - from_end; };
    if (part.last >= 0)
      days.push_back({place(part.last), place(part.first), part.step});
    else
      days.push_back({place(part.first), -1, part.step});
  }
  return days;
}

bool has_day(const Calendar& calendar, year_month_day date) {
  auto number = static_cast<int>(static_cast<unsigned>(date.day()));
  auto length = static_cast<int>(static_cast<unsigned>((date.year() / date.month() / last).day()));
  bool is_its_day = calendar.from_month_end && !calendar.day.empty()
                        ? fits(from_the_front(calendar.day, length), number)
                        : fits(calendar.day, number);
  auto weekday = std::chrono::weekday(local_days(date)).iso_encoding() - 1;
  return is_its_day && (calendar.weekdays == 0 || (calendar.weekdays >> weekday & 1U) != 0);
}

// The first day from `day` on that fits.
std::optional<local_days> day_from(const Calendar& calendar, local_days day) {
  while (true) {
    year_month_day date(day);
    auto year = static_cast<int>(date.year());
    if (year > last_year) return std::nullopt;
    auto next_year = first_from(calendar.year, year);
    if (!next_year) return std::nullopt;
    if (*next_year != year)
      day = local_days(std::chrono::year(*next_year) / January / 1);
    else if (!fits(calendar.month, static_cast<int>(static_cast<unsigned>(date.month()))))
      day = local_days((date.year() / date.month() + months(1)) / 1);
    else if (!has_day(calendar, date))
      day += days(1);
    else
      return day;
  }
}

// The first time of the day from `low` on that fits.
std::optional<Duration> time_from(const Calendar& calendar, Duration low) {
  hh_mm_ss parts(low);
  auto hour_low = static_cast<int>(parts.hours().count());
  auto minute_low = static_cast<int>(parts.minutes().count());
  auto second_low = static_cast<int>((low % minutes(1)).count());
  for (auto hour = first_from(calendar.hour, hour_low); hour && *hour < 24;
       hour = first_from(calendar.hour, *hour + 1)) {
    if (*hour > hour_low) minute_low = second_low = 0;
    for (auto minute = first_from(calendar.minute, minute_low); minute && *minute < 60;
         minute = first_from(calendar.minute, *minute + 1)) {
      if (*minute > minute_low) second_low = 0;
      auto second = first_from(calendar.second, second_low);
      if (second && *second < 60'000'000) return hours(*hour) + minutes(*minute) + Duration(*second);
      second_low = 0;
    }
    minute_low = second_low = 0;
  }
  return std::nullopt;
}

std::optional<LocalTime> local_from(const Calendar& calendar, LocalTime low) {
  auto from = floor<days>(low);
  auto day = day_from(calendar, from);
  while (day) {
    auto time = time_from(calendar, *day == from ? Duration(low - from) : Duration(0));
    if (time) return LocalTime(*day) + *time;
    day = day_from(calendar, *day + days(1));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> next_after(const Calendar& calendar, Duration time) {
  Zone zone(calendar.zone);
  auto whole = floor<seconds>(time);
  LocalTime low = LocalTime(Zone::to_local(sys_seconds(whole))) + (time - whole) + Duration(1);
  while (auto found = local_from(calendar, low)) {
    auto in_seconds = floor<seconds>(*found);
    auto moment = Zone::to_sys(in_seconds);
    if (moment) {
      auto result = moment->time_since_epoch() + (*found - LocalTime(in_seconds));
      if (result > time) return result;
    }
    low = moment ? *found + Duration(1) : LocalTime(floor<minutes>(*found) + minutes(1));
  }
  return std::nullopt;
}

}  // namespace berth::config
