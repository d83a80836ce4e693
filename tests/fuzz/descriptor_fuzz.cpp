// Any bytes as a descriptor: reading ends, says the same twice, and lets no value break out of its line in the unit.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "config/descriptor.h"
#include "config/environment_file.h"
#include "config/settings.h"

namespace {

using namespace berth;

void must(bool claim) {
  if (!claim) std::abort();
}

void check_unit_keys(const service::UnitKeys& keys) {
  for (const auto& [key, value] : keys) {
    must(!value.empty() && value.find_first_of(std::string_view("\n\r\0", 3)) == std::string::npos &&
         value.back() != '\\');
    must(text::is_utf8(value));
  }
}

// What goes into its unit as it is; empty: it was not said.
void check_process(const service::Process& process) {
  auto lines = process.pre_runs;
  for (const auto& line : {process.exec, process.reload_command, process.stop_command, process.reload_signal,
                           process.stop_signal, process.user, process.group, process.working_directory})
    lines.push_back(line);
  for (const auto& line : lines)
    if (!line.empty()) check_unit_keys({{"", line}});
}

void check_project(const service::Compose& project) {
  must(project.project.find_first_of(" /\n") == std::string::npos);
  for (const auto& file : project.files)
    for (const auto& path : file.candidates) must(path.starts_with('/'));
}

bool has_what_runs(const service::Spec& spec) {
  if (spec.process) return !spec.process->exec.empty();
  return spec.compose ? !spec.compose->files.empty() : !spec.container.image.empty();
}

void check_spec(const service::Spec& spec) {
  if (spec.process) check_process(*spec.process);
  if (spec.compose) check_project(*spec.compose);
  check_unit_keys({{"Description", spec.description}});
  check_unit_keys(spec.unit);
  check_unit_keys(spec.service);
  check_unit_keys(spec.install);
  if (spec.schedule)
    for (const auto& expression : spec.schedule->on_calendar) check_unit_keys({{"OnCalendar", expression}});
  for (const auto& mount : spec.container.mounts) {
    must(mount.target.starts_with('/') && mount.target.size() > 1);
    must(mount.source.find("..") == std::string::npos || mount.source.find("/../") == std::string::npos);
    must(!mount.must_exist || mount.source.starts_with('/'));
  }
  for (const auto& port : spec.container.ports) must(port.container_port != 0);
  must(spec.container.ports.size() <= 1024);
  for (const auto& [key, value] : spec.container.environment) {
    must(!key.empty() && key.find_first_of(" \t\n=") == std::string::npos);
    must(value.find('\0') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  config::HostFacts facts{"host", "machine", "boot", "kernel"};
  auto one = config::read_descriptor("x.yaml", "museum", text, {}, facts);
  auto two = config::read_descriptor("x.yaml", "museum", text, {}, facts);
  must(one.spec == two.spec && one.problems == two.problems && one.hash == two.hash);
  check_spec(one.spec);
  must(!one.ok() || has_what_runs(one.spec));
  for (const auto& problem : one.problems) {
    must(!problem.text.empty() && text::is_utf8(config::one_line(problem)));
    must(config::one_line(problem).find_first_of("\n\r\x1b") == std::string::npos);
    config::with_source(problem, text);
  }
  config::read_settings("agent.yaml", text);
  config::Problems problems("x.env");
  config::read_environment_file(text, problems);
  return 0;
}
