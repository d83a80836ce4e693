#include "ctl/spec_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/text.h"
#include "export/mount_option.h"
#include "export/run_option.h"
#include "export/words.h"

namespace berth::ctl {

namespace {

using Fields = std::map<std::string, std::vector<std::string>>;  // by the field's name

void add_keys(const std::string& section, const service::UnitKeys& keys, Fields& fields) {
  for (const auto& [key, value] : keys) fields[fmt::format("[{}] {}", section, key)].push_back(value);
}

// One way to say what is mounted, however it was written: whether a source must exist changes nothing of what runs.
void add_mounts(service::Container& container, Fields& fields) {
  auto add = [&](const std::string& source, const std::string& target, bool read_only, const std::string& options) {
    fields["--volume"].push_back(
        fmt::format("{}:{}{}{}", source, target, read_only ? ":ro" : "", options.empty() ? "" : " " + options));
  };
  for (const auto& mount : container.mounts) add(mount.source, mount.target, mount.read_only, mount.options);
  container.mounts.clear();
  std::erase_if(container.spelled_mounts, [&](const service::SpelledMount& mount) {
    service::SpelledMount plain;
    plain.type = mount.type, plain.source = mount.source, plain.target = mount.target;
    plain.read_only = mount.read_only, plain.propagation = mount.propagation, plain.place = mount.place;
    bool is_plain = plain == mount && mount.type != "tmpfs";
    if (is_plain) add(mount.source, mount.target, mount.read_only, mount.propagation);
    return is_plain;
  });
}

std::string word_of(service::PullPolicy policy) {
  constexpr const char* words[] = {"newer", "always", "missing", "never"};
  return words[static_cast<int>(policy)];
}

void add_container(service::Container container, Fields& fields) {
  add_mounts(container, fields);
  fields["image"] = {container.image};
  fields["--name"] = {container.name};
  fields["--pull"] = {word_of(container.pull)};
  for (const auto& [key, value] : container.environment) fields["--env " + key] = {value};
  container.environment.clear();
  for (const auto& port : container.ports)  // one by one: a range would differ as a whole
    for (auto& word : exporting::port_words({port})) fields["--publish"].push_back(std::move(word));
  container.ports.clear();
  exporting::Notes notes;
  for (const auto& option : exporting::run_options(container, file::exists, notes))
    if (option.name != "pull") fields[fmt::format("--{}", option.name)].push_back(option.value);
  auto arguments = exporting::run_arguments(container);
  if (!arguments.empty()) fields["arguments"] = {exporting::shell_text(arguments)};
  for (const auto& one : container.pre_runs)
    fields["before the start"].push_back((one.may_fail ? "-" : "") + exporting::shell_text(one.exec));
  if (!container.reload.command.empty()) fields["reload"] = {exporting::shell_text(container.reload.command)};
  if (!container.reload.signal.empty()) fields["reload"] = {container.reload.signal};
}

void add_text(const std::string& name, const std::string& value, Fields& fields) {
  if (!value.empty()) fields[name].push_back(value);
}

void add_files(const std::string& name, const std::vector<service::EnvironmentFile>& files, Fields& fields) {
  for (const auto& file : files)
    fields[name].push_back((file.optional ? "-" : "") + text::join(file.candidates, " or "));
}

void add_process(const service::Process& process, Fields& fields) {
  add_text("command", process.exec, fields);
  for (const auto& line : process.pre_runs) fields["before the start"].push_back(line);
  add_text("reload", process.reload_command + process.reload_signal, fields);
  add_text("stop", process.stop_command, fields);
  add_text("stop signal", process.stop_signal, fields);
  if (process.stop_timeout) fields["stop time-out"] = {format_duration(*process.stop_timeout)};
  add_text("user", process.user, fields);
  add_text("group", process.group, fields);
  add_text("working directory", process.working_directory, fields);
  for (const auto& [key, value] : process.environment) fields["--env " + key] = {value};
  add_files("environment file", process.environment_files, fields);
  fields["ready"] = {process.says_ready ? "when it says so" : "when it is started"};
}

void add_project(const service::Compose& project, Fields& fields) {
  fields["project"] = {project.project};
  add_files("compose file", project.files, fields);
  add_files("environment file", project.env_files, fields);
  fields["profile"] = project.profiles;
  fields["--pull"] = {word_of(project.pull)};
  fields["ready"] = {project.ready_when == service::ReadyWhen::healthy ? "when all are healthy" : "when it is started"};
  if (project.stop_timeout) fields["stop time-out"] = {format_duration(*project.stop_timeout)};
}

Fields fields_of(const service::Spec& spec) {
  Fields fields;
  if (spec.process)
    add_process(*spec.process, fields);
  else if (spec.compose)
    add_project(*spec.compose, fields);
  else
    add_container(spec.container, fields);
  add_keys("Unit", spec.unit, fields);
  add_keys("Service", spec.service, fields);
  add_keys("Install", spec.install, fields);
  if (spec.schedule) fields["[Timer] OnCalendar"] = spec.schedule->on_calendar;
  if (spec.schedule && spec.schedule->every) fields["[Timer] every"] = {format_duration(*spec.schedule->every)};
  fields["log file"] = {spec.log.file.empty() ? "none" : spec.log.file};
  for (auto& [name, values] : fields)
    if (name != "before the start" && !name.starts_with('[')) std::sort(values.begin(), values.end());
  return fields;
}

const std::vector<std::string>& values_of(const Fields& fields, const std::string& name) {
  static const std::vector<std::string> nothing;
  auto found = fields.find(name);
  return found == fields.end() ? nothing : found->second;
}

void tell_field(const std::string& name, const std::vector<std::string>& before, const std::vector<std::string>& after,
                std::vector<std::string>& lines) {
  if (name.starts_with("--env ")) {  // never what it is
    auto sign = before.empty() ? '+' : after.empty() ? '-' : '!';
    lines.push_back(fmt::format("{} {}{}", sign, name, sign == '!' ? ": differs" : ""));
    return;
  }
  auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  bool is_order = std::is_permutation(before.begin(), before.end(), after.begin(), after.end());
  for (const auto& value : before)
    if (is_order || !has(after, value)) lines.push_back(fmt::format("- {}: {}", name, text::printable(value, 400)));
  for (const auto& value : after)
    if (is_order || !has(before, value)) lines.push_back(fmt::format("+ {}: {}", name, text::printable(value, 400)));
}

}  // namespace

std::vector<std::string> spec_diff(const service::Spec& before, const service::Spec& after) {
  auto old_fields = fields_of(before), new_fields = fields_of(after);
  auto names = old_fields;
  names.insert(new_fields.begin(), new_fields.end());
  std::vector<std::string> lines;
  for (const auto& [name, ignored] : names) {
    const auto& old_values = values_of(old_fields, name);
    const auto& new_values = values_of(new_fields, name);
    if (old_values != new_values) tell_field(name, old_values, new_values, lines);
  }
  return lines;
}

std::vector<std::string> berths_own(const service::Spec& spec) {
  std::vector<std::string> lines;
  auto pull = spec.compose ? spec.compose->pull : spec.container.pull;
  if (!spec.process && pull == service::PullPolicy::newer)
    lines.emplace_back("a pull before each start, and the image that is there when the registry is away");
  if (!spec.log.file.empty()) lines.push_back("the output in " + spec.log.file);
  if (spec.process || spec.compose) return lines;
  lines.emplace_back("the labels org.berth.service and org.berth.descriptor");
  if (spec.container.log_options.empty() && spec.container.log_driver.empty())
    lines.emplace_back("a small log of the engine's own (EngineLog), for docker logs");
  if (spec.update.rollback) lines.emplace_back("the last good image where a new one fails");
  return lines;
}

}  // namespace berth::ctl
