#include "config/calendar_cursor.h"

#include "support/catch.h"

using berth::config::CalendarCursor;

TEST_CASE("a calendar's seconds have a fraction, and a range behind them", "[config]") {
  CalendarCursor cursor("7.25,8..9");
  CHECK(cursor.value(true) == 7'250'000);
  CHECK(cursor.take(","));
  CHECK(cursor.value(true) == 8'000'000);
  CHECK(cursor.take(".."));
  CHECK(cursor.value(true) == 9'000'000);
  CHECK(cursor.at_end());
  CHECK(CalendarCursor("0.0000005").value(true) == 1);  // rounded, not cut
  CHECK(CalendarCursor("1.").value(true) == std::nullopt);
  CHECK(CalendarCursor("2001").value(true) == std::nullopt);
}

TEST_CASE("a calendar's number ends with its digits, and is no larger than an int", "[config]") {
  CalendarCursor cursor("15  -x");
  CHECK(cursor.value(false) == 15);
  cursor.skip_blanks();
  CHECK(cursor.rest() == "-x");
  CHECK(cursor.at_any("~-"));
  CHECK_FALSE(cursor.take("~"));
  CHECK(cursor.value(false) == std::nullopt);
  CHECK(CalendarCursor("99999999999999999999").value(false) == std::nullopt);
}
