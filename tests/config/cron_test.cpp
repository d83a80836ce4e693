#include "config/cron.h"

#include "config/calendar.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::config;

namespace {

using Lines = std::vector<std::string>;

Lines lines(std::string_view text, CronWeekStart week_start = CronWeekStart::sunday) {
  auto converted = cron_to_calendar(text, week_start);
  if (!converted) return {"wrong: " + converted.error().text};
  for (const auto& line : *converted) CHECK(parse_calendar(line).has_value());
  return *converted;
}

}  // namespace

TEST_CASE("cron's fields become a calendar expression", "[cron]") {
  CHECK(lines("* * * * *") == Lines{"*-*-* *:*:00"});
  CHECK(lines("30 4 * * *") == Lines{"*-*-* 04:30:00"});
  CHECK(lines("*/15 * * * *") == Lines{"*-*-* *:00/15:00"});
  CHECK(lines("5-59/10 8-18 * * *") == Lines{"*-*-* 08..18:05/10:00"});
  CHECK(lines("0-30/10 0 * * *") == Lines{"*-*-* 00:00..30/10:00"});
  CHECK(lines("0,10,15 0,12 * * *") == Lines{"*-*-* 00,12:00,10,15:00"});
  CHECK(lines("5/20 0 * * *") == Lines{"*-*-* 00:05/20:00"});
  CHECK(lines("0 0 1 jan,JUL *") == Lines{"*-01,07-01 00:00:00"});
  CHECK(lines("0 0 1 */3 *") == Lines{"*-01/3-01 00:00:00"});
  CHECK(lines("  0\t0  *  *  * ") == Lines{"*-*-* 00:00:00"});
}

TEST_CASE("cron's days of the week have numbers and names", "[cron]") {
  CHECK(lines("0 6 * * mon-fri") == Lines{"Mon..Fri *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 1-5") == Lines{"Mon..Fri *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 0") == Lines{"Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 7") == Lines{"Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 5-7") == Lines{"Fri..Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 6,0") == Lines{"Sat,Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 0-6") == Lines{"*-*-* 06:00:00"});
  CHECK(lines("0 6 * * 0-7") == Lines{"*-*-* 06:00:00"});
  CHECK(lines("0 6 * * mon,wed,fri") == Lines{"Mon,Wed,Fri *-*-* 06:00:00"});
  CHECK(lines("0 6 * * */2") == Lines{"Tue,Thu,Sat,Sun *-*-* 06:00:00"});
}

TEST_CASE("where the week starts on Monday, 0 is Monday", "[cron]") {
  auto monday = CronWeekStart::monday;
  CHECK(lines("0 6 * * 0", monday) == Lines{"Mon *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 6", monday) == Lines{"Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 0-4", monday) == Lines{"Mon..Fri *-*-* 06:00:00"});
  CHECK(lines("0 6 * * sun", monday) == Lines{"Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * sat-sun", monday) == Lines{"Sat,Sun *-*-* 06:00:00"});
  CHECK(lines("0 6 * * 7", monday).front().starts_with("wrong: \"7\" is no day of the week"));
}

TEST_CASE("a day of the month and a day of the week are either or", "[cron]") {
  CHECK(lines("0 0 13 * fri") == Lines{"*-*-13 00:00:00", "Fri *-*-* 00:00:00"});
  CHECK(lines("0 0 1,15 6 1") == Lines{"*-06-01,15 00:00:00", "Mon *-06-* 00:00:00"});
  CHECK(lines("0 0 */2 * fri") == Lines{"Fri *-*-01/2 00:00:00"});
  CHECK(lines("0 0 13 * */7") == Lines{"Sun *-*-13 00:00:00"});
}

TEST_CASE("cron's short words are known", "[cron]") {
  CHECK(lines("@hourly") == Lines{"*-*-* *:00:00"});
  CHECK(lines("@daily") == Lines{"*-*-* 00:00:00"});
  CHECK(lines("@weekly") == Lines{"Sun *-*-* 00:00:00"});
  CHECK(lines("@weekly", CronWeekStart::monday) == Lines{"Sun *-*-* 00:00:00"});
  CHECK(lines("@monthly") == Lines{"*-*-01 00:00:00"});
  CHECK(lines("@yearly") == Lines{"*-01-01 00:00:00"});
  CHECK(lines("@reboot") == Lines{"wrong: @reboot is RunAtStartup: yes here"});
  CHECK(lines("@often").front().starts_with("wrong: \"@often\" is none of @hourly"));
}

TEST_CASE("a wrong cron expression is told with what was expected", "[cron]") {
  CHECK(lines("0 0 * *") == Lines{"wrong: \"0 0 * *\" has 4 fields, not cron's five: minute, hour, day of the month, "
                                  "month, day of the week"});
  CHECK(lines("60 0 * * *") ==
        Lines{"wrong: \"60\" is no minute: it is a number from 0 to 59, a range (1-5), a step (*/2) or *"});
  CHECK(lines("0 0 * foo *") ==
        Lines{"wrong: \"foo\" is no month: it is a number from 1 to 12 or jan, a range (1-5), a step (*/2) or *"});
  for (auto text :
       {"0 24 * * *", "0 0 0 * *", "0 0 32 * *", "0 0 * 13 *", "0 0 * * 8", "*/0 * * * *", "1- * * * *", "-1 * * * *",
        "1,,2 * * * *", ", * * * *", "1-2-3 * * * *", "1/ * * * *", "5-1 * * * *", "", "99999999999999999999 * * * *",
        "0 0 * * fri-mon", "0 0 30 2 *", "0 0 31 4,6 *", "0 0 30 feb sun"}) {
    INFO(text);
    CHECK(lines(text).front().starts_with("wrong: "));
  }
  CHECK(lines("0 0 29 2 *") == Lines{"*-02-29 00:00:00"});
}
