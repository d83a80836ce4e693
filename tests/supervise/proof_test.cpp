#include "supervise/proof.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::supervise;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t now = 1'800'000'000'000'000;
constexpr std::int64_t hour = 3'600'000'000;

}  // namespace

TEST_CASE("an image that runs has to go on for what is left of its time", "[supervise]") {
  CHECK(left_to_prove(30s, now, now) == 30s);
  CHECK(left_to_prove(30s, now - 10'000'000, now) == 20s);
  CHECK(left_to_prove(30s, now - 30'000'000, now) == 0s);
  CHECK(left_to_prove(Duration::max(), now - hour, now) == Duration::max() - 1h);
}

TEST_CASE("a clock that is set back or forward makes the proof an hour neither longer nor negative", "[supervise]") {
  CHECK(left_to_prove(30s, now + hour, now) == 30s);
  CHECK(left_to_prove(30s, now - hour, now) == 0s);
  CHECK(left_to_prove(30s, 0, now) == 30s);
}
