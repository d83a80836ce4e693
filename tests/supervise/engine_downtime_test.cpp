#include "supervise/engine_downtime.h"

#include "support/catch.h"

using namespace berth::supervise;

namespace {

constexpr std::uint64_t second = 1'000'000;

}  // namespace

TEST_CASE("an engine that never went down took nothing with it", "[supervise]") {
  auto downtime = last_downtime({0, 100 * second, 0, true});
  CHECK_FALSE(downtime.covers(101 * second, 150 * second));
  CHECK_FALSE(last_downtime({}).covers(1, 2));
}

TEST_CASE("what ran when the engine went down and ended before it was back ended with it", "[supervise]") {
  auto downtime = last_downtime({0, 250 * second, 200 * second, true});
  struct Case {
    std::uint64_t started, finished;
    bool covered;
  };
  for (auto [started, finished, covered] : {Case{100, 200, true}, Case{100, 249, true}, Case{100, 253, true},
                                            Case{100, 190, false}, Case{100, 260, false}, Case{201, 249, false}}) {
    INFO(started << " to " << finished);
    CHECK(downtime.covers(started * second, finished * second) == covered);
  }
}

TEST_CASE("an engine that is down still takes everything with it that ends", "[supervise]") {
  auto downtime = last_downtime({0, 100 * second, 200 * second, false});
  CHECK(downtime.covers(150 * second, 900 * second));
  CHECK_FALSE(downtime.covers(150 * second, 0));
}
