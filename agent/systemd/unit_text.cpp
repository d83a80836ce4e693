#include "systemd/unit_text.h"

#include "service/exit_statuses.h"
#include "service/name.h"
#include "systemd/unit_writer.h"

namespace berth::systemd {

void write_install(const service::Spec& spec, UnitWriter& out) {
  if (spec.schedule) {
    // Whoever enables or disables the service of a job means its timer.
    out.section("Install");
    out.key("Also", service::timer_name(service::name_in_unit(spec.name)));
  } else if (!spec.install.empty()) {
    out.section("Install");
    out.keys(spec.install);
  }
}

std::string unit_text(const service::Spec& spec, std::string_view holder) {
  std::string text = fmt::format("{} from {}\n# Change that file, or add to this one with: systemctl edit {}\n",
                                 unit_marker, spec.path, spec.name);
  UnitWriter out;
  out.section("Unit");
  if (!says(spec.unit, "Description")) out.key("Description", literal(spec.description));
  out.key("SourcePath", literal(spec.path));
  // Wants, never Requires: an engine that is upgraded would take the service down for good.
  out.key("Wants", "berth.service docker.service");
  // Not After docker.service: whoever stops a service while the engine is down would hold up the engine's own start,
  // for which the stop waits. berthd waits for the engine; at shutdown, berth.service has its place between the two.
  out.key("After", "berth.service");
  // The timer says how often; what only it and people start needs no other limit.
  bool is_only_timed = spec.schedule && !says(spec.service, "Restart");
  if (is_only_timed && !says(spec.unit, "StartLimitIntervalSec")) out.key("StartLimitIntervalSec", "0");
  out.keys(spec.unit);

  out.section("Service");
  out.key("Type", "notify");
  out.key("NotifyAccess", "main");
  out.key("ExecStart", fmt::format("{} %N", holder));
  // However the holder ends: the container is gone when the unit is.
  out.key("ExecStopPost", fmt::format("{} --cleanup %N", holder));
  if (spec.container.reload) out.key("ExecReload", fmt::format("{} --reload %N", holder));
  out.key("KillMode", "mixed");
  out.key("SyslogIdentifier", "berth");
  bool must_restart = spec.container.on_unhealthy == service::OnUnhealthy::restart;
  if (must_restart && !says(spec.service, "Restart")) out.key("Restart", "on-failure");
  // An engine that goes down takes its containers with it, which is no reason for them to stay down.
  out.key("RestartForceExitStatus", "SIGPWR");
  // A descriptor that is wrong now is wrong in a second, too.
  if (!says(spec.service, "RestartPreventExitStatus")) out.key("RestartPreventExitStatus", "78");
  if (!says(spec.service, "TimeoutStopSec") && !says(spec.service, "TimeoutSec")) {
    auto stop = spec.stop_timeout();
    out.key("TimeoutStopSec", stop == Duration::max() ? "infinity" : format_duration(stop + std::chrono::seconds(30)));
  }
  for (const auto& [key, value] : spec.service)
    out.key(key, key.ends_with("ExitStatus") ? service::with_statuses(value) : value);

  write_install(spec, out);
  return text + out.take();
}

}  // namespace berth::systemd
