#include "ctl/next_runs.h"

#include "support/catch.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

const Duration noon = std::chrono::seconds(1'795'262'400);  // 2026-11-21 12:00:00 UTC

service::Schedule at(std::vector<std::string> expressions) {
  service::Schedule schedule;
  schedule.on_calendar = std::move(expressions);
  return schedule;
}

}  // namespace

TEST_CASE("the next runs are those of all expressions in order, each moment once", "[ctl]") {
  auto runs = ctl::next_runs(at({"14:00 UTC", "0/2:00 UTC", "13:30 UTC"}), noon, 4);
  CHECK(runs == std::vector<Duration>{noon + 90min, noon + 2h, noon + 4h, noon + 6h});
}

TEST_CASE("what is past or never comes is due no more", "[ctl]") {
  CHECK(ctl::next_runs(at({"2020-01-01 UTC", "02-30 UTC"}), noon, 5).empty());
  CHECK(ctl::next_runs(at({"2026-11-21 18:00 UTC"}), noon, 5) == std::vector<Duration>{noon + 6h});
  CHECK(ctl::next_runs_text("a.yaml", at({"2020-01-01 UTC"}), noon) == "a.yaml: runs at no time any more\n");
}

TEST_CASE("people read when a descriptor is due, and what else starts it", "[ctl]") {
  auto text = ctl::next_runs_text("a.yaml", at({"18:00 UTC"}), noon);
  CHECK(text.starts_with("a.yaml: runs at\n  "));
  CHECK(std::count(text.begin(), text.end(), '\n') == 6);
  service::Schedule often;
  often.every = 15min;
  CHECK(ctl::next_runs_text("a.yaml", often, noon) == "a.yaml: runs every 15min\n");
  often.at_startup = true;
  CHECK(ctl::next_runs_text("a.yaml", often, noon) == "a.yaml: runs when its timer starts, every 15min\n");
}
