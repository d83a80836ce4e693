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

void show_files(const service::Container& container, Lines& lines) {
  for (const auto& mount : container.mounts)
    lines.add("container.mount",
              fmt::format("{} on {} {}{}{}", mount.source, mount.target, mount.read_only ? "ro" : "rw",
                          mount.options.empty() ? "" : " " + mount.options, mount.must_exist ? " must exist" : ""));
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
}

void show_container(const service::Container& container, Lines& lines) {
  lines.add("container.name", container.name);
  show_pull(container, lines);
  lines.add("container.init", container.init ? "yes" : "no");
  lines.add("container.exec", container.exec);
  if (container.entrypoint) lines.add("container.entrypoint", fmt::format("{} words", container.entrypoint->size()));
  lines.add("container.working_dir", container.working_dir);
  lines.add("container.user", container.user);
  lines.add("container.host_name", container.host_name);
  lines.add("container.environment", container.environment);
  show_files(container, lines);
  for (const auto& port : container.ports)
    lines.add("container.port",
              fmt::format("{}|{}|{}|{}", port.host_ip, port.host_port, port.container_port, port.protocol));
  lines.add("container.network", container.network);
  lines.add("container.add_host", container.add_hosts);
  lines.add("container.add_capability", container.add_capabilities);
  lines.add("container.drop_capability", container.drop_capabilities);
  lines.add("container.read_only", container.read_only ? "yes" : "no");
  lines.add_number("container.memory", container.memory);
  lines.add_number("container.memory_reservation", container.memory_reservation);
  lines.add_number("container.cpus", container.cpus);
  lines.add_number("container.pids_limit", container.pids_limit);
  lines.add("container.stop_signal", container.stop_signal);
  lines.add("container.stop_timeout", std::optional(container.stop_timeout));
  lines.add("container.label", container.labels);
  lines.add("container.log_option", container.log_options);
  if (container.health) show_health(*container.health, lines);
  lines.add("container.on_unhealthy", container.on_unhealthy == service::OnUnhealthy::restart ? "restart" : "none");
  lines.add("container.ready_when", ready_words[static_cast<int>(container.ready_when)]);
}

}  // namespace

std::vector<std::string> show(const service::Spec& spec) {
  Lines lines;
  lines.add("description", spec.description);
  lines.add("unit", spec.unit);
  lines.add("service", spec.service);
  lines.add("install", spec.install);
  show_container(spec.container, lines);
  lines.add("log.file", spec.log.file.empty() ? "none" : spec.log.file);
  lines.add("log.journal", spec.log.journal ? "yes" : "no");
  lines.add("update.rollback", spec.update.rollback ? "on-failure" : "never");
  lines.add("update.good_after", std::optional(spec.update.good_after));
  lines.add_number("update.keep_images", std::optional(spec.update.keep_images));
  return lines.take();
}

}  // namespace berth::test
