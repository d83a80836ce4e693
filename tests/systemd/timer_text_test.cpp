#include "systemd/timer_text.h"

#include "support/catch.h"
#include "systemd/unit_text.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

service::Spec nightly() {
  service::Spec spec;
  spec.name = "nightly";
  spec.path = "/etc/berth/services/nightly.yaml";
  spec.description = "nightly, 100% of it";
  spec.schedule.emplace();
  spec.schedule->on_calendar = {"*-*-* 04:30", "Sun *-*-* 12:00 UTC"};
  return spec;
}

bool has(const std::string& text, std::string_view line) {
  return text.find(fmt::format("\n{}\n", line)) != std::string::npos;
}

}  // namespace

TEST_CASE("a timer unit says where it comes from, what it starts and when", "[systemd]") {
  auto spec = nightly();
  spec.schedule->persistent = true;
  spec.schedule->randomized_delay = 5min;
  spec.schedule->accuracy = 1s;
  CHECK(systemd::timer_text(spec) == R"(# Written by Berth from /etc/berth/services/nightly.yaml
# Change that file, or add to this one with: systemctl edit nightly.timer

[Unit]
Description=when to run nightly, 100%% of it
SourcePath=/etc/berth/services/nightly.yaml

[Timer]
Unit=nightly.service
OnCalendar=*-*-* 04:30
OnCalendar=Sun *-*-* 12:00 UTC
Persistent=yes
RandomizedDelaySec=5min
AccuracySec=1s

[Install]
WantedBy=timers.target
)");
}

TEST_CASE("an interval counts from the timer's start, then from start to start", "[systemd]") {
  auto spec = nightly();
  spec.schedule->on_calendar.clear();
  spec.schedule->every = 15min;
  auto text = systemd::timer_text(spec);
  CHECK(has(text, "OnActiveSec=15min\nOnUnitActiveSec=15min"));
  CHECK(text.find("OnCalendar") == std::string::npos);
}

TEST_CASE("a run at startup is due as soon as the timer is, and makes up for what was missed", "[systemd]") {
  auto spec = nightly();
  spec.schedule->at_startup = true;
  CHECK(has(systemd::timer_text(spec), "OnStartupSec=0"));
  spec.schedule->persistent = true;
  CHECK(systemd::timer_text(spec).find("Persistent") == std::string::npos);
}

TEST_CASE("with a schedule, Install is the timer's, and the service only points there", "[systemd]") {
  auto spec = nightly();
  spec.install = {{"WantedBy", "multi-user.target"}};
  auto timer = systemd::timer_text(spec);
  CHECK(has(timer, "[Install]\nWantedBy=multi-user.target"));
  CHECK(timer.find("timers.target") == std::string::npos);
  auto service = systemd::unit_text(spec, "/h");
  CHECK(has(service, "[Install]\nAlso=nightly.timer"));
  CHECK(service.find("multi-user.target") == std::string::npos);
}

TEST_CASE("only a job that is restarted after a failure has a limit of starts", "[systemd]") {
  auto spec = nightly();
  CHECK(has(systemd::unit_text(spec, "/h"), "StartLimitIntervalSec=0"));
  spec.service = {{"Restart", "on-failure"}};
  CHECK_FALSE(has(systemd::unit_text(spec, "/h"), "StartLimitIntervalSec=0"));
  spec.service.clear();
  spec.unit = {{"StartLimitIntervalSec", "1h"}};
  CHECK_FALSE(has(systemd::unit_text(spec, "/h"), "StartLimitIntervalSec=0"));
}
