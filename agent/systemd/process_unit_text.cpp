#include "systemd/process_unit_text.h"

#include "service/name.h"
#include "systemd/unit_text.h"
#include "systemd/unit_writer.h"

namespace berth::systemd {

namespace {

constexpr std::string_view folder = "/run/berth/process";

void write_commands(const service::Process& process, const ProcessPlaces& places, UnitWriter& out) {
  out.key("Type", process.says_ready ? "notify" : "exec");
  // The holder's word for a start that can't be is a status, too.
  out.key("NotifyAccess", "exec");
  // Before anything else of it, and with all rights: reads the descriptor and writes the environment.
  out.key("ExecStartPre", fmt::format("+{} --prepare %N", places.holder));
  for (const auto& command : process.pre_runs) out.key("ExecStartPre", command);
  out.key("ExecStart", process.exec);
  if (!process.reload_command.empty()) out.key("ExecReload", process.reload_command);
  if (!process.reload_signal.empty())
    out.key("ExecReload", fmt::format("/bin/sh -c \"kill -s {} $MAINPID\"", process.reload_signal.substr(3)));
  if (!process.stop_command.empty()) out.key("ExecStop", process.stop_command);
  if (!process.stop_signal.empty()) out.key("KillSignal", process.stop_signal);
  if (process.stop_timeout)
    out.key("TimeoutStopSec",
            *process.stop_timeout == Duration::max() ? "infinity" : format_duration(*process.stop_timeout));
}

}  // namespace

ProcessPlaces process_places(std::string_view holder, std::string_view service) {
  auto place = [&](std::string_view ending) { return fmt::format("{}/{}.{}", folder, service, ending); };
  return {std::string(holder), place("out"), place("err"), place("env"), place("at")};
}

std::string process_unit_text(const service::Spec& spec, std::string_view holder) {
  std::string text = fmt::format("{} from {}\n# Change that file, or add to this one with: systemctl edit {}\n",
                                 unit_marker, spec.path, spec.name);
  bool is_template = service::is_template(spec.name);
  auto places = process_places(holder, is_template ? "%N" : literal(spec.name));
  UnitWriter out;
  out.section("Unit");
  if (!says(spec.unit, "Description")) out.key("Description", literal(spec.description));
  out.key("SourcePath", literal(spec.path));
  // Its sockets are there once Berth is; those of an instance, once Berth has heard of it.
  std::string_view needed = is_template ? "berth.service berth-process@%N.service" : "berth.service";
  out.key("Wants", needed);
  out.key("After", needed);
  bool is_only_timed = spec.schedule && !says(spec.service, "Restart");
  if (is_only_timed && !says(spec.unit, "StartLimitIntervalSec")) out.key("StartLimitIntervalSec", "0");
  out.keys(spec.unit);

  out.section("Service");
  const auto& process = *spec.process;
  write_commands(process, places, out);
  if (!process.user.empty()) out.key("User", process.user);
  if (!process.group.empty()) out.key("Group", process.group);
  if (!process.working_directory.empty()) out.key("WorkingDirectory", process.working_directory);
  // systemd connects to a socket that it finds there, before it gives up any right.
  out.key("StandardOutput", "file:" + places.out);
  out.key("StandardError", "file:" + places.err);
  out.key("EnvironmentFile", "-" + places.environment_file);
  out.keys(spec.service);

  write_install(spec, out);
  return text + out.take();
}

}  // namespace berth::systemd
