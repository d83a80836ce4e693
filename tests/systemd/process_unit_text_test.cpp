#include "systemd/process_unit_text.h"

#include "support/catch.h"

using namespace berth;

namespace {

service::Spec exporter() {
  service::Spec spec;
  spec.name = "exporter";
  spec.path = "/etc/berth/services/exporter.yaml";
  spec.description = "exporter, 100% of it";
  spec.process.emplace();
  spec.process->exec = "/usr/bin/exporter --path %S/x";
  return spec;
}

std::string text_of(const service::Spec& spec) {
  return systemd::process_unit_text(spec, "/usr/libexec/berth-hold");
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a process is its unit's main process, and writes to Berth's sockets", "[systemd]") {
  CHECK(text_of(exporter()) ==
        R"(# Written by Berth from /etc/berth/services/exporter.yaml
# Change that file, or add to this one with: systemctl edit exporter

[Unit]
Description=exporter, 100%% of it
SourcePath=/etc/berth/services/exporter.yaml
Wants=berth.service
After=berth.service

[Service]
Type=exec
NotifyAccess=exec
ExecStartPre=+/usr/libexec/berth-hold --prepare %N
ExecStart=/usr/bin/exporter --path %S/x
StandardOutput=file:/run/berth/process/exporter.out
StandardError=file:/run/berth/process/exporter.err
EnvironmentFile=-/run/berth/process/exporter.env
)");
}

TEST_CASE("what the descriptor says of a process goes into its unit, but for its environment", "[systemd]") {
  auto spec = exporter();
  auto& process = *spec.process;
  process.pre_runs = {"-/bin/mkdir -p /srv", "+/bin/true"};
  process.reload_signal = "SIGHUP";
  process.stop_command = "/bin/stop";
  process.stop_signal = "SIGINT";
  process.stop_timeout = std::chrono::seconds(20);
  process.user = "nobody";
  process.group = "daemon";
  process.working_directory = "/srv";
  process.environment = {{"PASSWORD", "secret"}};
  process.says_ready = true;
  spec.service = {{"MemoryMax", "1G"}};
  auto text = text_of(spec);
  for (auto line : {"Type=notify", "ExecStartPre=-/bin/mkdir -p /srv\nExecStartPre=+/bin/true",
                    "ExecReload=/bin/sh -c \"kill -s HUP $MAINPID\"", "ExecStop=/bin/stop", "KillSignal=SIGINT",
                    "TimeoutStopSec=20s", "User=nobody", "Group=daemon", "WorkingDirectory=/srv", "MemoryMax=1G"})
    CHECK(has_line(text, line));
  CHECK(text.find("secret") == std::string::npos);
}

TEST_CASE("a process with a schedule is enabled by its timer, and started as often as that says", "[systemd]") {
  auto spec = exporter();
  spec.schedule.emplace();
  auto text = text_of(spec);
  CHECK(has_line(text, "StartLimitIntervalSec=0"));
  CHECK(has_line(text, "[Install]\nAlso=exporter.timer"));
}

TEST_CASE("instances of a template have their own places, which are made before anything of them runs", "[systemd]") {
  auto spec = exporter();
  spec.name = "exporter@";
  spec.path = "/etc/berth/services/exporter@.yaml";
  auto text = text_of(spec);
  for (const auto* line :
       {"Wants=berth.service berth-process@%N.service", "After=berth.service berth-process@%N.service",
        "ExecStartPre=+/usr/libexec/berth-hold --prepare %N", "StandardOutput=file:/run/berth/process/%N.out",
        "StandardError=file:/run/berth/process/%N.err", "EnvironmentFile=-/run/berth/process/%N.env"})
    CHECK(has_line(text, line));
}
