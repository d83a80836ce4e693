#include "logs/moment.h"

#include "support/catch.h"

using namespace berth::logs;

TEST_CASE("a moment is told in UTC and whole seconds", "[logs]") {
  std::chrono::system_clock::time_point start{};
  CHECK(rfc3339(start) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(start + std::chrono::seconds(1'795'255'200) + std::chrono::milliseconds(999)) ==
        "2026-11-21T10:00:00Z");
}
