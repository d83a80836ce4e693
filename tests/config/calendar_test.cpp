#include "config/calendar.h"

#include "base/file.h"
#include "base/text.h"
#include "config/zone.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::config;

TEST_CASE("what systemd takes as a calendar expression is taken, and what it refuses is refused", "[calendar]") {
  auto corpus = file::read(std::string(BERTH_SOURCE_DIR) + "/tests/config/calendar_corpus.txt", 1'000'000);
  REQUIRE(corpus);
  int count = 0;
  for (auto line : text::split(*corpus, '\n')) {
    if (line.size() < 4 || line[3] != '|') continue;
    auto expression = line.substr(4, line.size() - 5);
    INFO(expression);
    auto parsed = parse_calendar(expression);
    if (!parsed) CHECK_FALSE(parsed.error().text.empty());
    CHECK((parsed.has_value() && is_zone(parsed->zone)) == line.starts_with("ok"));
    ++count;
  }
  CHECK(count >= 200);
}

TEST_CASE("a wrong calendar expression is told with what was expected", "[calendar]") {
  auto why = [](std::string_view text) { return parse_calendar(text).error().text; };
  CHECK(why("*-*-* 25:00") == "the hour must be from 0 to 23");
  CHECK(why("*-*-* 10:75") == "the minute must be from 0 to 59");
  CHECK(why("*-13-01") == "the month must be from 1 to 12");
  CHECK(why("*-*-32") == "the day must be from 1 to 31");
  CHECK(why("3000-01-01") == "the year must be from 1970 to 2199");
  CHECK(why("*-*-* 10:00:61") == "the second must be from 0 to 59");
  CHECK(why("Sat..Mon") == "\"Sat..Mon\" goes from the end of the week to its beginning: write it as a list");
  CHECK(why("Mom *-*-*") == "\"Mom *-*-*\" is no day of the week such as Mon, and no word such as daily");
  CHECK(why("06") == "\"06\" is no time such as 06:30, 06:30:00 or *:0/15");
  CHECK(why("*:*/5") == "\"*:*/5\" is no time such as 06:30, 06:30:00 or *:0/15");
  CHECK(why("*:0/60") == "the next step of the minute must be from 0 to 59");
  CHECK(why("*-*-20..15") == "the range of the day ends before it begins");
  CHECK(why("*-*-* 10:00 a;b") == "\"a;b\" is no time zone such as Europe/Berlin");
  CHECK(why("") == "there is no date and no time in it");
}
