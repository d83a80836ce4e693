#include "config/show_spec.h"

#include <fmt/format.h>

#include "base/text.h"

namespace berth::test {

namespace {

class Lines {
 public:
  void add(std::string_view path, std::string_view value) {
    if (!value.empty()) lines_.push_back(fmt::format("{} = {}", path, value));
  }
  void add(std::string_view path, const std::vector<std::string>& values) {
    for (const auto& value : values) add(path, fmt::format("[{}]", value));
  }
  void add(std::string_view path, const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [key, value] : pairs) add(fmt::format("{}.{}", path, key), value);
  }
  void add(std::string_view path, const std::optional<Duration>& span) {
    if (span) add(path, format_duration(*span));
  }
  template <class Number>
  void add_number(std::string_view path, const std::optional<Number>& number) {
    if (number) add(path, fmt::format("{}", *number));
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

void show_mount(const service::SpelledMount& mount, Lines& lines) {
  auto path = fmt::format("mount.{}", mount.target);
  lines.add(path, fmt::format("{} {}{}{}{}", mount.type, mount.source, mount.read_only ? " ro" : "",
                              mount.non_recursive ? " non-recursive" : "", mount.no_copy ? " no-copy" : ""));
  lines.add(path + ".consistency", mount.consistency);
  lines.add(path + ".propagation", mount.propagation);
  lines.add(path + ".driver", mount.driver);
  lines.add(path + ".label", mount.labels);
  lines.add(path + ".option", mount.driver_options);
  lines.add_number(path + ".size", mount.tmpfs_size);
  if (mount.tmpfs_mode) lines.add(path + ".mode", fmt::format("{:o}", *mount.tmpfs_mode));
}

void show_network(const service::Container& container, Lines& lines) {
  auto show_port = [&](std::string_view path, const service::PublishedPort& port) {
    lines.add(path, fmt::format("{}|{}|{}|{}", port.host_ip, port.host_port, port.container_port, port.protocol));
  };
  for (const auto& port : container.ports) show_port("container.port", port);
  for (const auto& port : container.exposed) show_port("container.exposed", port);
  for (const auto& network : container.networks) {
    lines.add("container.network", network.name);
    lines.add("container.network_alias", network.aliases);
    lines.add("container.ip", network.ip);
    lines.add("container.ip6", network.ip6);
  }
  lines.add("container.add_host", container.add_hosts);
  lines.add("container.dns", container.dns);
  lines.add("container.dns_search", container.dns_search);
  lines.add("container.dns_option", container.dns_options);
}

void show_limits(const service::Container& container, Lines& lines) {
  lines.add("container.add_capability", container.add_capabilities);
  lines.add("container.drop_capability", container.drop_capabilities);
  lines.add("container.security_option", container.security_options);
  if (container.seccomp) lines.add("container.seccomp", text::join(container.seccomp->candidates, " or "));
  lines.add("container.read_only", container.read_only ? "yes" : "no");
  for (const auto& device : container.devices)
    lines.add("container.device", fmt::format("{} as {} {}{}", device.host, device.container, device.permissions,
                                              device.optional ? " or none" : ""));
  for (const auto& gpus : container.gpus)
    lines.add("container.gpus",
              fmt::format("{}|{}|{}|{}|{}", gpus.driver, gpus.count.value_or(0), text::join(gpus.device_ids, "+"),
                          text::join(gpus.capabilities, "+"), gpus.options.size()));
  lines.add_number("container.memory", container.memory);
  lines.add_number("container.memory_reservation", container.memory_reservation);
  lines.add_number("container.memory_swap", container.memory_swap);
  lines.add_number("container.shm_size", container.shm_size);
  lines.add_number("container.cpus", container.cpus);
  lines.add_number("container.pids_limit", container.pids_limit);
  lines.add_number("container.cpu_shares", container.cpu_shares);
  lines.add_number("container.oom_score_adj", container.oom_score_adj);
  lines.add("container.cpuset", text::join({container.cpuset_cpus, container.cpuset_mems}, " "));
  lines.add("container.cgroup_parent", container.cgroup_parent);
  lines.add("container.runtime", container.runtime);
  lines.add("container.privileged", container.privileged ? "yes" : "no");
  lines.add("container.device_cgroup_rule", container.device_cgroup_rules);
  const auto& shared = container.namespaces;
  lines.add("container.namespaces",
            fmt::format("{}|{}|{}|{}|{}", shared.pid, shared.ipc, shared.uts, shared.user, shared.cgroup));
  for (const auto& limit : container.ulimits)
    lines.add("container.ulimit", fmt::format("{} {}:{}", limit.name, limit.soft, limit.hard));
  lines.add("container.sysctl", container.sysctls);
}

void show_files(const service::Container& container, Lines& lines) {
  for (const auto& mount : container.mounts)
    lines.add("container.mount",
              fmt::format("{} on {} {}{}{}", mount.source, mount.target, mount.read_only ? "ro" : "rw",
                          mount.options.empty() ? "" : " " + mount.options, mount.must_exist ? " must exist" : ""));
  for (const auto& mount : container.spelled_mounts) show_mount(mount, lines);
  lines.add("container.volumes_from", container.volumes_from);
  for (const auto& mount : container.tmpfs)
    lines.add("container.tmpfs", text::join({mount.target, mount.options}, " "));
  for (const auto& file : container.environment_files)
    lines.add("container.environment_file", text::join(file.candidates, " or ") + (file.optional ? " or none" : ""));
}

void show_health(const service::HealthCheck& health, Lines& lines) {
  lines.add("health.test", health.test);
  lines.add("health.interval", health.interval);
  lines.add("health.timeout", health.timeout);
  lines.add("health.start_period", health.start_period);
  lines.add("health.start_interval", health.start_interval);
  lines.add_number("health.retries", health.retries);
}

constexpr std::string_view pull_words[] = {"newer", "always", "missing", "never"};
constexpr std::string_view ready_words[] = {"started", "healthy", "container"};

void show_pull(const service::Container& container, Lines& lines) {
  lines.add("container.image", container.image);
  lines.add("container.pull", pull_words[static_cast<int>(container.pull)]);
  lines.add_number("container.pull_retries", container.pull_retries);
  lines.add("container.pull_retry_delay", std::optional(container.pull_retry_delay));
  lines.add("container.auth_file", container.auth_file);
  lines.add("container.platform", container.platform);
}

void show_container(const service::Container& container, Lines& lines) {
  lines.add("container.name", container.name);
  show_pull(container, lines);
  lines.add("container.init", container.init ? "yes" : "no");
  lines.add("container.exec", container.exec);
  if (container.entrypoint) lines.add("container.entrypoint", fmt::format("{} words", container.entrypoint->size()));
  lines.add("container.working_dir", container.working_dir);
  lines.add("container.user", container.user);
  lines.add("container.group", container.groups);
  lines.add("container.host_name", container.host_name);
  lines.add("container.domain_name", container.domain_name);
  lines.add("container.environment", container.environment);
  show_files(container, lines);
  show_network(container, lines);
  show_limits(container, lines);
  lines.add("container.stop_signal", container.stop_signal);
  lines.add("container.stop_timeout", std::optional(container.stop_timeout));
  for (const auto& one : container.pre_runs)
    lines.add(one.may_fail ? "container.pre_run-" : "container.pre_run", one.exec);
  lines.add("container.reload", container.reload.command);
  lines.add("container.reload_working_dir", container.reload.working_dir);
  lines.add("container.reload_signal", container.reload.signal);
  lines.add("container.label", container.labels);
  lines.add("container.log_option", container.log_options);
  lines.add("container.log_driver", container.log_driver);
  if (container.health) show_health(*container.health, lines);
  lines.add("container.on_unhealthy", container.on_unhealthy == service::OnUnhealthy::restart ? "restart" : "none");
  lines.add("container.ready_when", ready_words[static_cast<int>(container.ready_when)]);
}

void show_compose(const service::Compose& compose, Lines& lines) {
  lines.add("compose.project", compose.project);
  for (const auto& file : compose.files) lines.add("compose.file", text::join(file.candidates, " or "));
  for (const auto& file : compose.env_files) lines.add("compose.environment_file", text::join(file.candidates, " or "));
  lines.add("compose.profile", compose.profiles);
  lines.add("compose.pull", pull_words[static_cast<int>(compose.pull)]);
  lines.add("compose.ready_when", ready_words[static_cast<int>(compose.ready_when)]);
  lines.add("compose.stop_timeout", compose.stop_timeout);
}

constexpr std::string_view format_words[] = {"plain", "timestamps", "json"};

void show_log(const service::Log& log, Lines& lines) {
  lines.add("log.file", log.file.empty() ? "none" : log.file);
  lines.add("log.journal", log.journal ? "yes" : "no");
  lines.add("log.format", format_words[static_cast<int>(log.format)]);
  lines.add_number("log.max_size", std::optional(log.max_size));
  lines.add_number("log.max_files", std::optional(log.max_files));
  lines.add("log.compress", log.compress ? "yes" : "no");
  lines.add("log.rate_limit", fmt::format("{} in {}", log.rate_burst, format_duration(log.rate_window)));
}

void show_schedule(const service::Schedule& schedule, Lines& lines) {
  lines.add("schedule.on_calendar", schedule.on_calendar);
  lines.add("schedule.every", schedule.every);
  lines.add("schedule.at_startup", schedule.at_startup ? "yes" : "no");
  lines.add("schedule.persistent", schedule.persistent ? "yes" : "no");
  lines.add("schedule.randomized_delay", std::optional(schedule.randomized_delay));
  lines.add("schedule.accuracy", schedule.accuracy);
}

void show_process(const service::Process& process, Lines& lines) {
  lines.add("process.exec", process.exec);
  lines.add("process.pre_run", process.pre_runs);
  lines.add("process.reload_command", process.reload_command);
  lines.add("process.stop_command", process.stop_command);
  lines.add("process.reload_signal", process.reload_signal);
  lines.add("process.stop_signal", process.stop_signal);
  lines.add("process.stop_timeout", process.stop_timeout);
  lines.add("process.user", process.user);
  lines.add("process.group", process.group);
  lines.add("process.working_directory", process.working_directory);
  lines.add("process.environment", process.environment);
  for (const auto& file : process.environment_files) lines.add("process.environment_file", file.candidates);
  lines.add("process.says_ready", process.says_ready ? "yes" : "no");
}

}  // namespace

std::vector<std::string> show(const service::Spec& spec) {
  Lines lines;
  lines.add("description", spec.description);
  lines.add("unit", spec.unit);
  lines.add("service", spec.service);
  lines.add("install", spec.install);
  show_container(spec.container, lines);
  if (spec.compose) show_compose(*spec.compose, lines);
  if (spec.process) show_process(*spec.process, lines);
  show_log(spec.log, lines);
  constexpr std::string_view change_words[] = {"none", "reload", "restart"};
  lines.add("on_config_change", change_words[static_cast<int>(spec.on_config_change)]);
  lines.add("update.rollback", spec.update.rollback ? "on-failure" : "never");
  lines.add("update.good_after", std::optional(spec.update.good_after));
  lines.add_number("update.keep_images", std::optional(spec.update.keep_images));
  if (spec.schedule) show_schedule(*spec.schedule, lines);
  return lines.take();
}

}  // namespace berth::test
