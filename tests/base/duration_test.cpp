#include "base/duration.h"

#include "support/catch.h"

using namespace berth;
using namespace std::chrono_literals;

TEST_CASE("time spans are read as systemd reads them", "[base]") {
  CHECK(*parse_duration("90") == 90s);
  CHECK(*parse_duration("1min 30s") == 90s);
  CHECK(*parse_duration("1m30s") == 90s);
  CHECK(*parse_duration("500ms") == 500ms);
  CHECK(*parse_duration(" 2 h ") == 2h);
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("infinity") == Duration::max());
  for (auto bad : {"", "s", "-1s", "1 parsec", "1e3", "1..2s", "99999999999999y"}) {
    INFO(bad);
    CHECK_FALSE(parse_duration(bad));
  }
}

TEST_CASE("time spans are written in systemd's shortest way", "[base]") {
  CHECK(format_duration(90s) == "1min 30s");
  CHECK(format_duration(0s) == "0");
  CHECK(format_duration(26h) == "1d 2h");
  CHECK(format_duration(1500ms) == "1s 500ms");
  CHECK(format_duration(Duration::max()) == "infinity");
}

TEST_CASE("sizes are of base 1024, with or without a B", "[base]") {
  CHECK(*parse_size("512") == 512);
  CHECK(*parse_size("64k") == 65536);
  CHECK(*parse_size("1.5GiB") == 1610612736ULL);
  CHECK(*parse_size("2mb") == 2097152);
  for (auto bad : {"", "-1", "2X", "1 2", "k"}) {
    INFO(bad);
    CHECK_FALSE(parse_size(bad));
  }
}
