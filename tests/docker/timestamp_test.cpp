#include "docker/timestamp.h"

#include "support/catch.h"

using berth::docker::unix_usec;

TEST_CASE("the engine's points in time are microseconds since 1970", "[docker]") {
  CHECK(unix_usec("1970-01-01T00:00:01Z") == 1'000'000);
  CHECK(unix_usec("2026-11-20T10:04:05.5Z") == 1'795'169'045'500'000);
  CHECK(unix_usec("2026-11-20T10:04:05.123456789Z") == 1'795'169'045'123'456);
  CHECK(unix_usec("0001-01-01T00:00:00Z") == 0);
  for (auto text : {"", "yesterday", "2026-11-20", "2026-11-20T10"}) CHECK(unix_usec(text) == 0);
}
