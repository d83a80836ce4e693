#include "ctl/dev_plan.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::ctl {

namespace {

// What a program wants to know of the machine and the terminal that it runs at.
constexpr std::array<std::string_view, 8> kept = {
    "PATH=", "HOME=", "USER=", "TERM=", "LANG=", "LC_ALL=", "TZ=", "TMPDIR="};

std::string_view key_of(std::string_view line) {
  return line.substr(0, line.find('='));
}

std::vector<std::string> environment_of(const std::vector<std::string>& said, const std::vector<std::string>& outside) {
  auto all = said;
  for (const auto& line : outside) {
    bool is_kept = std::any_of(kept.begin(), kept.end(), [&](auto one) { return line.starts_with(one); });
    bool is_said = std::any_of(said.begin(), said.end(), [&](const auto& one) { return key_of(one) == key_of(line); });
    if (is_kept && !is_said) all.push_back(line);
  }
  return all;
}

Result<std::vector<std::string>> command_of(const service::Spec& spec) {
  if (spec.process) return text::split_words(spec.process->exec.substr(spec.process->exec.find_first_not_of("@-:+!")));
  auto command = spec.container.entrypoint.value_or(std::vector<std::string>());
  command.insert(command.end(), spec.container.exec.begin(), spec.container.exec.end());
  if (!command.empty()) return command;
  return Error{ErrorKind::invalid, "what the image runs by itself is not known here: give the command behind --"};
}

std::vector<std::string> left_out_of(const service::Container& container) {
  std::vector<std::string> keys;
  auto leave = [&](bool is_said, const char* key) {
    if (is_said) keys.emplace_back(key);
  };
  bool has_volumes = std::any_of(container.mounts.begin(), container.mounts.end(),
                                 [](const auto& mount) { return !mount.must_exist; });
  leave(has_volumes, "Volume");
  leave(!container.spelled_mounts.empty(), "Mount");
  leave(!container.tmpfs.empty(), "Tmpfs");
  leave(!container.ports.empty(), "PublishPort");
  leave(!container.networks.empty(), "Network");
  leave(!container.volumes_from.empty(), "VolumesFrom");
  leave(container.namespaces != service::Namespaces(), "PidMode, IpcMode, UTSMode, UserNS and CgroupnsMode");
  leave(container.privileged, "Privileged");
  leave(!container.user.empty(), "User");
  leave(!container.pre_runs.empty(), "PreRun");
  leave(container.health.has_value(), "HealthCmd");
  leave(container.memory || container.cpus || container.pids_limit, "Memory, CPUs and PidsLimit");
  return keys;
}

std::vector<std::string> left_out_of(const service::Process& process) {
  std::vector<std::string> keys;
  if (!process.user.empty()) keys.emplace_back("User");
  if (!process.group.empty()) keys.emplace_back("Group");
  if (!process.pre_runs.empty()) keys.emplace_back("PreRun");
  if (!process.stop_command.empty()) keys.emplace_back("StopCmd");
  return keys;
}

}  // namespace

void look_beside(service::Spec& spec, const std::string& root) {
  auto own = fmt::format("{}/{}/", root, spec.name);
  for (auto& mount : spec.container.mounts)
    if (mount.must_exist && mount.otherwise.empty() && mount.source.starts_with(own))
      mount.otherwise = fmt::format("{}/{}", root, mount.source.substr(own.size()));
}

Result<DevPlan> plan_dev(const service::Spec& spec, const config::HostFiles& files,
                         const std::vector<std::string>& arguments, const std::vector<std::string>& outside) {
  DevPlan plan;
  auto command = arguments.empty() ? command_of(spec) : Result<std::vector<std::string>>(arguments);
  if (!command) return command.error();
  plan.command = *command;
  plan.environment = environment_of(files.environment, outside);
  plan.format = spec.log.format;
  const auto& container = spec.container;
  for (const auto& mount : files.mounts)
    if (mount.must_exist) plan.binds.push_back({mount.source, mount.target, mount.read_only});
  plan.left_out = spec.process ? left_out_of(*spec.process) : left_out_of(container);
  const auto& signal = spec.process ? spec.process->stop_signal : container.stop_signal;
  if (!signal.empty()) plan.stop_signal = signal;
  plan.stop_timeout = spec.process ? spec.process->stop_timeout.value_or(plan.stop_timeout) : container.stop_timeout;
  // A command that was typed is meant from here.
  if (arguments.empty()) plan.folder = spec.process ? spec.process->working_directory : container.working_dir;
  return plan;
}

}  // namespace berth::ctl
