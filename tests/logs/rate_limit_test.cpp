#include "logs/rate_limit.h"

#include "support/catch.h"

using namespace berth::logs;
using namespace std::chrono_literals;

TEST_CASE("a burst passes, the rest of the window is counted, the next window starts anew", "[logs]") {
  RateLimit limit(3, 30s);
  RateLimit::Time start(1h);
  int passed = 0;
  for (int i = 0; i < 10; ++i) passed += limit.allows(start + i * 1s);
  CHECK(passed == 3);
  CHECK_FALSE(limit.is_over(start + 29s));
  CHECK(limit.is_over(start + 30s));
  CHECK(limit.settle() == 7);
  CHECK(limit.settle() == 0);
  CHECK(limit.allows(start + 30s));
  CHECK(limit.end() == start + 60s);
}

TEST_CASE("a window begins with its first record, not with the end of the last one", "[logs]") {
  RateLimit limit(1, 30s);
  RateLimit::Time start(1h);
  CHECK(limit.allows(start));
  CHECK(limit.allows(start + 45s));
  CHECK_FALSE(limit.allows(start + 74s));
  CHECK(limit.allows(start + 75s));
}

TEST_CASE("what nobody settled is not forgotten when a window ends", "[logs]") {
  RateLimit limit(1, 30s);
  RateLimit::Time start(1h);
  for (int i = 0; i < 3; ++i) {
    CHECK(limit.allows(start + i * 30s));
    CHECK_FALSE(limit.allows(start + i * 30s));
  }
  CHECK(limit.settle() == 3);
}

TEST_CASE("a burst of 0 is no limit", "[logs]") {
  RateLimit limit(0, std::chrono::seconds(30));
  RateLimit::Time now{};
  for (int i = 0; i < 100'000; ++i) REQUIRE(limit.allows(now));
  CHECK(limit.settle() == 0);
}
