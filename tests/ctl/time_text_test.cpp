#include "ctl/time_text.h"

#include <cstdlib>
#include <ctime>

#include "support/catch.h"

using namespace berth;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr Duration day = seconds(1'795'219'200);  // 2026-11-21 in UTC
constexpr Duration now = day + hours(6) + minutes(43);

// Local time is an hour ahead of UTC while one of these lives.
struct InBerlin {
  InBerlin() { set("Europe-1"); }
  ~InBerlin() { set("UTC0"); }
  static void set(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};

}  // namespace

TEST_CASE("the time of a line is read in both formats, and of nothing else", "[ctl]") {
  auto time = day + hours(6) + minutes(43) + Duration(123'456);
  CHECK(ctl::stamp_of("2026-11-21T06:43:00.123456Z text") == time);
  CHECK(ctl::stamp_of("{\"time\":\"2026-11-21T06:43:00.123456Z\",\"log\":\"text\"}") == time);
  CHECK(ctl::stamp_of("2026-11-21T07:43:00.123456+01:00 text") == time);
  for (auto* line : {"", "text", "2026-11-21T06:43:00.123456", "2026-11-21 06:43:00Z", "2026-13-21T06:43:00Z",
                     "2026-02-30T06:43:00Z", "2026-11-21T24:43:00Z", "2026-11-21T06:43:0", "{\"time\":\"yesterday\"}"})
    CHECK_FALSE(ctl::stamp_of(line));
}

TEST_CASE("times are read as journalctl and docker take them", "[ctl]") {
  InBerlin zone;
  CHECK(ctl::parse_moment("2026-11-21", now) == day - hours(1));
  CHECK(ctl::parse_moment("2026-11-21 06:00", now) == day + hours(5));
  CHECK(ctl::parse_moment("2026-11-21 06:00:01.5", now) == day + hours(5) + seconds(1) + Duration(500'000));
  CHECK(ctl::parse_moment("2026-11-21T06:00:00Z", now) == day + hours(6));
  CHECK(ctl::parse_moment("2026-11-21 06:00:00 UTC", now) == day + hours(6));
  CHECK(ctl::parse_moment("2026-11-21T06:00:00+02:00", now) == day + hours(4));
  CHECK(ctl::parse_moment("06:00", now) == day + hours(5));
  CHECK(ctl::parse_moment("now", now) == now);
  CHECK(ctl::parse_moment("today", now) == day - hours(1));
  CHECK(ctl::parse_moment("yesterday", now) == day - hours(25));
  CHECK(ctl::parse_moment("@1795219200.25", now) == day + Duration(250'000));
  for (auto* span : {"10m", "-10m", "10min ago", "10 minutes ago", " 10m "})
    CHECK(ctl::parse_moment(span, now) == now - minutes(10));
}

TEST_CASE("what is no time is none", "[ctl]") {
  for (auto* text : {"", "10", "-10", "soon", "2026-11", "2026-11-21 6", "2026-11-21 06:43 tomorrow", "@", "@x",
                     "25:00", "infinity", "2026-11-31", "+1h", "ago", "-", "@9999999999999999999999"})
    CHECK_FALSE(ctl::parse_moment(text, now));
}
