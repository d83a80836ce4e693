#include "config/process_keys.h"

#include "base/text.h"
#include "config/container_keys.h"
#include "config/mounts.h"
#include "config/reload_keys.h"
#include "config/unit_keys.h"

namespace berth::config {

namespace {

// Why systemd would drop this command line, and start a unit without it.
std::string trouble_of_command(std::string_view text) {
  if (auto trouble = trouble_as_unit_value(text); !trouble.empty()) return trouble;
  auto words = text::split_words(text.substr(std::min(text.find_first_not_of("@-:+!"), text.size())));
  if (!words) return words.error().text;
  return words->empty() || words->front().empty() ? "a program is missing" : "";
}

std::string read_command(const Field& field) {
  auto said = field.text();
  if (!said) return {};
  auto trouble = trouble_of_command(*said);
  if (trouble.empty()) return *said;
  field.complain(trouble);
  return {};
}

std::string read_value(const Field& field) {
  auto said = field.text();
  if (!said) return {};
  auto trouble = trouble_as_unit_value(*said);
  if (trouble.empty()) return *said;
  field.complain(trouble);
  return {};
}

void read_commands(Section& section, service::Process& process) {
  process.exec = read_command(section.take("Exec"));
  auto pre_runs = section.take("PreRun");
  for (auto& said : pre_runs.list()) {
    if (auto trouble = trouble_of_command(said.text); !trouble.empty())
      pre_runs.complain(said.place, trouble);
    else
      process.pre_runs.push_back(std::move(said.text));
  }
  auto reload = section.take("ReloadCmd");
  process.reload_command = read_command(reload);
  auto signal = section.take("ReloadSignal");
  if (signal && reload)
    signal.complain("ReloadCmd is there, too: write one of the two");
  else
    process.reload_signal = read_signal(signal);
  process.stop_command = read_command(section.take("StopCmd"));
  process.stop_signal = read_signal(section.take("StopSignal"));
  process.stop_timeout = section.take("StopTimeout").duration();
}

void read_working_directory(const Field& field, std::string& directory) {
  auto said = read_value(field);
  bool is_path = said.empty() || said.starts_with('/') || said.starts_with('%') || said.starts_with('~') ||
                 said.starts_with("-/") || said.starts_with("-~");
  if (is_path)
    directory = said;
  else
    field.complain(fmt::format("the path \"{}\" must be absolute", text::printable(said, 80)));
}

}  // namespace

void read_process(Section& plain, Section& expanded, std::string_view service_name, const Roots& roots,
                  service::Process& process) {
  read_commands(plain, process);
  process.user = read_value(plain.take("User"));
  process.group = read_value(plain.take("Group"));
  read_working_directory(plain.take("WorkingDirectory"), process.working_directory);
  auto notify = plain.take("Notify").one_of({"started", "process", "container"});
  process.says_ready = notify && *notify != "started";
  for (const auto* key : {"Environment", "EnvironmentFile"}) plain.offer(key);
  read_environment(expanded, process.environment);
  read_environment_files(expanded.take("EnvironmentFile"), service_name, roots, process.environment_files);
  plain.refuse("Image", "a Process is a program of this host: write Exec, or Container in place of Process");
}

}  // namespace berth::config
