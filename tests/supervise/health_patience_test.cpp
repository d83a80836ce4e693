#include "supervise/health_patience.h"

#include "support/catch.h"

using namespace std::chrono_literals;
using berth::Duration;
using berth::supervise::HealthPatience;

TEST_CASE("an unhealthy container is restarted at once, then ever later, and good times are remembered",
          "[supervise]") {
  HealthPatience patience;
  Duration now = 1h;
  CHECK(patience.left(now) == 0s);
  for (auto expected : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    patience.restarted(now);
    CHECK(patience.left(now) == expected);
    CHECK(patience.left(now + 4s) == expected - 4s);
    now += expected;
    CHECK(patience.left(now) == 0s);
  }
  now += 20min;
  patience.restarted(now);
  CHECK(patience.left(now) == 10s);
}
