#include "supervise/engine_downtime.h"

#include "support/catch.h"

using namespace berth;
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

TEST_CASE("an engine may not read what ran on when containerd went down after its start", "[supervise]") {
  systemd::Manager::Uptime engine{0, 203 * second, 200 * second, true, 201 * second};
  struct Case {
    std::uint64_t started, containerd_down, containerd_up;
    bool is_unread;
  };
  for (auto [started, down, up, is_unread] :
       {Case{100, 202, 204, true}, Case{100, 202, 150, true}, Case{100, 0, 202, true}, Case{100, 300, 301, true},
        Case{100, 0, 10, false}, Case{100, 198, 199, false}, Case{202, 300, 301, false}}) {
    INFO("containerd down at " << down << " and up at " << up << ", container from " << started);
    systemd::Manager::Uptime containerd{0, up * second, down * second, true};
    CHECK(may_not_read(engine, containerd, started * second) == is_unread);
  }
}

TEST_CASE("an engine that is down still takes everything with it that ends", "[supervise]") {
  auto downtime = last_downtime({0, 100 * second, 200 * second, false});
  CHECK(downtime.covers(150 * second, 900 * second));
  CHECK_FALSE(downtime.covers(150 * second, 0));
}
