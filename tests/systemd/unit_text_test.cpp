#include "systemd/unit_text.h"

#include "support/catch.h"

using namespace berth;

namespace {

service::Spec museum() {
  service::Spec spec;
  spec.name = "museum";
  spec.path = "/etc/berth/services/museum.yaml";
  spec.description = "museum, 100% open";
  spec.unit = {{"After", "nginx.service"}};
  spec.service = {{"Restart", "on-failure"}};
  spec.install = {{"WantedBy", "multi-user.target"}};
  return spec;
}

}  // namespace

TEST_CASE("a unit file says where it comes from, what it runs and what the descriptor asked for", "[systemd]") {
  CHECK(systemd::unit_text(museum(), "/usr/libexec/berth-hold") ==
        R"(# Written by Berth from /etc/berth/services/museum.yaml
# Change that file, or add to this one with: systemctl edit museum

[Unit]
Description=museum, 100%% open
SourcePath=/etc/berth/services/museum.yaml
Wants=berth.service docker.service
After=berth.service
After=nginx.service

[Service]
Type=notify
NotifyAccess=main
ExecStart=/usr/libexec/berth-hold %N
ExecStopPost=/usr/libexec/berth-hold --cleanup %N
KillMode=mixed
SyslogIdentifier=berth
RestartForceExitStatus=SIGPWR
RestartPreventExitStatus=78
TimeoutStopSec=40s
Restart=on-failure

[Install]
WantedBy=multi-user.target
)");
}

TEST_CASE("a unit can be reloaded only where its descriptor says how", "[systemd]") {
  auto spec = museum();
  CHECK(systemd::unit_text(spec, "/h").find("ExecReload") == std::string::npos);
  spec.container.reload.signal = "SIGHUP";
  CHECK(systemd::unit_text(spec, "/h").find("\nExecReload=/h --reload %N\n") != std::string::npos);
}

TEST_CASE("a descriptor's own keys are not doubled by ours", "[systemd]") {
  auto spec = museum();
  spec.unit = {{"Description", "own %H"}};
  spec.service = {{"TimeoutStopSec", "5"}, {"RestartPreventExitStatus", "9"}};
  spec.install = {};
  auto text = systemd::unit_text(spec, "/h");
  CHECK(text.find("Description=own %H\n") != std::string::npos);
  CHECK(text.find("100%%") == std::string::npos);
  CHECK(text.find("TimeoutStopSec=40s") == std::string::npos);
  CHECK(text.find("=78") == std::string::npos);
  CHECK(text.find("[Install]") == std::string::npos);
}

TEST_CASE("a service that is restarted when it is unhealthy has a unit that restarts", "[systemd]") {
  auto spec = museum();
  spec.container.on_unhealthy = service::OnUnhealthy::restart;
  spec.service = {};
  CHECK(systemd::unit_text(spec, "/h").find("\nRestart=on-failure\n") != std::string::npos);
  spec.service = {{"Restart", "always"}};
  CHECK(systemd::unit_text(spec, "/h").find("Restart=on-failure") == std::string::npos);
  spec = museum();
  spec.service = {};
  CHECK(systemd::unit_text(spec, "/h").find("\nRestart=") == std::string::npos);
}

TEST_CASE("a project's unit gives its containers the time to stop that the descriptor or the compose file gives them",
          "[systemd]") {
  auto spec = museum();
  spec.compose.emplace().project = "museum";
  CHECK_THAT(systemd::unit_text(spec, "/x"), ContainsSubstring("\nTimeoutStopSec=2min 30s\n"));
  spec.compose->stop_timeout = std::chrono::seconds(5);
  CHECK_THAT(systemd::unit_text(spec, "/x"), ContainsSubstring("\nTimeoutStopSec=35s\n"));
}
