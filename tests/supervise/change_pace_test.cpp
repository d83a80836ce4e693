#include "supervise/change_pace.h"

#include "support/catch.h"

using namespace berth;
using namespace std::chrono_literals;
using supervise::ChangePace;

TEST_CASE("the first change is acted on at once, the next ones ever later, and quiet times are forgiven",
          "[supervise]") {
  ChangePace pace;
  Duration now = 100s;
  CHECK(pace.left(now) == 0s);
  pace.acted(now);
  CHECK(pace.left(now) == 10s);
  now += 10s;
  CHECK(pace.left(now) == 0s);
  pace.acted(now);
  CHECK(pace.left(now) == 20s);
  for (int i = 0; i < 20; ++i) {
    now += pace.left(now);
    pace.acted(now);
  }
  CHECK(pace.left(now) == 10min);
  now += 13min;
  pace.acted(now);
  CHECK(pace.left(now) == 10s);
}

TEST_CASE("a machine that has just booted waits for nothing", "[supervise]") {
  CHECK(ChangePace().left(0s) == 0s);
}
