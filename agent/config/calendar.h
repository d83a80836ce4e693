// A calendar expression in the words of systemd.time(7), as in "Mon..Fri *-*-* 06:30:00 Europe/Berlin": what systemd
// 252 takes is taken, what it refuses is refused, in words that say what was expected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::config {

// "3", "1..5", "0/15" or "1..5/2".
struct CalendarPart {
  int first = 0;
  int last = -1;  // -1: no end
  int step = 0;   // 0: only the first
};
using CalendarField = std::vector<CalendarPart>;  // one of them must fit; empty: any value does

struct Calendar {
  unsigned weekdays = 0;  // bit 0 is Monday; 0: any day does
  CalendarField year, month, day, hour, minute;
  CalendarField second;         // in microseconds
  bool from_month_end = false;  // days are counted from the end of the month: 1 is the last one
  std::string zone;             // "UTC", "Europe/Berlin"; empty: the machine's
};

// Of a time zone, only the form of its name is looked at.
Result<Calendar> parse_calendar(std::string_view text);

}  // namespace berth::config
