#include "export/unit_file.h"

#include <algorithm>

#include "export/words.h"
#include "service/name.h"

namespace berth::exporting {

namespace {

std::string default_log(const service::Spec& spec, const Surroundings& around) {
  return fmt::format("{}/{}.log", around.roots.log_root, spec.name);
}

// systemd has one place for the output: the journal, or a file.
void write_output(const service::Spec& spec, const Surroundings& around, UnitFile& out, Notes& notes) {
  const auto& log = spec.log;
  if (!log.journal && log.file.empty()) return out.key("StandardOutput", "null");
  bool is_usual = log.file == default_log(spec, around);
  if (is_usual && log.journal) notes.remark(fmt::format("the output goes to the journal alone, not to {}", log.file));
  if (log.file.empty() || (is_usual && log.journal)) return;
  out.key("StandardOutput", "append:" + unit_value(log.file));
  if (log.journal) notes.leave_out("Log: Journal: yes", "systemd writes to a file or to the journal, not to both");
}

}  // namespace

bool says(const service::UnitKeys& keys, std::string_view key) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& entry) { return entry.first == key; });
}

void write_unit_section(const service::Spec& spec, bool needs_docker, UnitFile& out) {
  out.section("Unit");
  out.key("Description", unit_value(spec.description));
  if (needs_docker) {
    out.key("Requires", "docker.service");
    out.key("After", "docker.service");
  }
  for (const auto& [key, value] : spec.unit)
    if (key != "Description") out.key(key, value);
}

void write_service_keys(const service::Spec& spec, const Surroundings& around, UnitFile& out, Notes& notes) {
  out.keys(spec.service);
  // What pulls may take longer than systemd waits by itself.
  if (!says(spec.service, "TimeoutStartSec") && !says(spec.service, "TimeoutSec"))
    out.key("TimeoutStartSec", "infinity");
  constexpr Duration usual = std::chrono::seconds(90), margin = std::chrono::seconds(30);
  auto stop = spec.container.stop_timeout;
  bool is_long = stop > usual - margin && !says(spec.service, "TimeoutStopSec") && !says(spec.service, "TimeoutSec");
  if (is_long) out.key("TimeoutStopSec", stop == Duration::max() ? "infinity" : format_duration(stop + margin));
  write_output(spec, around, out, notes);
}

void write_install(const service::Spec& spec, UnitFile& out) {
  if (spec.install.empty() || spec.schedule) return;
  out.section("Install");
  out.keys(spec.install);
}

void note_berths_own(const service::Spec& spec, Notes& notes) {
  const service::Update usual;
  if (spec.update != usual) notes.leave_out("Update", "only Berth goes back to the last good image by itself");
  if (spec.on_config_change != service::OnConfigChange::none)
    notes.leave_out("Service: OnConfigChange", "only Berth sees when files change");
  const service::Log log;
  if (spec.log.format != log.format) notes.leave_out("Log: Format", "the lines go out as the container writes them");
  bool is_rotated =
      spec.log.max_size == log.max_size && spec.log.max_files == log.max_files && spec.log.compress == log.compress;
  if (!is_rotated) notes.leave_out("Log: MaxSize, MaxFiles, Compress", "rotate files with logrotate");
  if (spec.log.rate_burst != log.rate_burst || spec.log.rate_window != log.rate_window)
    notes.leave_out("Log: RateLimit", "it is journald's own setting");
}

std::string with_notes(const service::Spec& spec, const Notes& notes, std::string text) {
  auto head = fmt::format("# From {}, by berthctl export.\n", text::printable(spec.path, 400));
  for (const auto& line : notes.lines()) head += fmt::format("# {}\n", line);
  return head + "\n" + text;
}

}  // namespace berth::exporting
