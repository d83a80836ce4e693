#include "ctl/journal_view.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("journalctl gets our options as its own", "[ctl]") {
  using Words = std::vector<std::string>;
  constexpr Duration now = std::chrono::seconds(1'795'219'200);
  ctl::LogsOptions options;
  CHECK(ctl::journalctl_arguments("web.service", options, true, now) == Words{"journalctl", "--unit=web.service"});
  options.lines = "all";
  options.follow = true;
  options.since = "10m";
  options.until = "Thu 2026-11-19 2 in the afternoon; reboot";
  CHECK(ctl::journalctl_arguments("web.service", options, false, now) ==
        Words{"journalctl", "--unit=web.service", "--no-pager", "--lines=all", "--follow", "--since=@1795218600.000000",
              "--until=Thu 2026-11-19 2 in the afternoon; reboot"});
}
