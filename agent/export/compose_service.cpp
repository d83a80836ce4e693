#include "export/compose_service.h"

#include <algorithm>
#include <array>

#include "config/csv.h"
#include "export/compose_keys.h"
#include "export/unit_file.h"
#include "export/words.h"
#include "service/name.h"

namespace berth::exporting {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;
using service::PullPolicy;

constexpr std::array values = {Pair("hostname", "hostname"),
                               Pair("domainname", "domainname"),
                               Pair("runtime", "runtime"),
                               Pair("pid", "pid"),
                               Pair("ipc", "ipc"),
                               Pair("uts", "uts"),
                               Pair("userns", "userns_mode"),
                               Pair("cgroupns", "cgroup"),
                               Pair("cgroup-parent", "cgroup_parent"),
                               Pair("cpuset-cpus", "cpuset"),
                               Pair("user", "user"),
                               Pair("workdir", "working_dir"),
                               Pair("platform", "platform"),
                               Pair("stop-signal", "stop_signal"),
                               Pair("memory", "mem_limit"),
                               Pair("memory-reservation", "mem_reservation"),
                               Pair("memory-swap", "memswap_limit"),
                               Pair("shm-size", "shm_size")};
// No texts for docker-compose 1.29.
constexpr std::array numbers = {Pair("cpus", "cpus"), Pair("cpu-shares", "cpu_shares"),
                                Pair("pids-limit", "pids_limit"), Pair("oom-score-adj", "oom_score_adj")};
constexpr std::array lists = {Pair("add-host", "extra_hosts"),
                              Pair("cap-add", "cap_add"),
                              Pair("cap-drop", "cap_drop"),
                              Pair("device", "devices"),
                              Pair("device-cgroup-rule", "device_cgroup_rules"),
                              Pair("dns", "dns"),
                              Pair("dns-option", "dns_opt"),
                              Pair("dns-search", "dns_search"),
                              Pair("expose", "expose"),
                              Pair("group-add", "group_add"),
                              Pair("publish", "ports"),
                              Pair("security-opt", "security_opt"),
                              Pair("tmpfs", "tmpfs"),
                              Pair("volume", "volumes")};
constexpr std::array maps = {Pair("env", "environment"), Pair("label", "labels"), Pair("sysctl", "sysctls")};
constexpr std::array switches = {Pair("init", "init"), Pair("privileged", "privileged"),
                                 Pair("read-only", "read_only")};

std::string_view find(const auto& all, std::string_view name) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
  return found == all.end() ? std::string_view{} : found->second;
}

std::string flow(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(compose_quoted(word));
  return fmt::format("[{}]", text::join(quoted, ", "));
}

bool lists_unit(const service::UnitKeys& keys, std::initializer_list<std::string_view> of, const std::string& unit) {
  for (const auto& [key, value] : keys)
    for (auto word : text::split(value, ' '))
      if (word == unit && std::find(of.begin(), of.end(), key) != of.end()) return true;
  return false;
}

class Service {
 public:
  Service(const service::Spec& spec, const std::vector<service::Spec>& all, const Surroundings& around, Notes& notes)
      : spec_(spec), all_(all), around_(around), notes_(notes) {}
  std::string text();

 private:
  void write(const RunOption& option);
  void write_mount(const std::string& value);
  void write_network();
  void write_limit(const std::string& value);
  void write_environment_file(const RunOption& option);
  void write_gpus();
  void write_health();
  void write_command();
  void write_log();
  void write_pull();
  void write_stop();
  void write_restart();
  void write_dependencies();
  void note_rest();

  const service::Spec& spec_;
  const std::vector<service::Spec>& all_;
  const Surroundings& around_;
  const service::Container& container_ = spec_.container;
  Notes& notes_;
  ComposeKeys keys_;
};

// In the long form, with which Compose makes no folder where nothing is; the key that says so is unknown to
// docker-compose 1.29.
void Service::write_mount(const std::string& value) {
  std::string type = "volume", fields, of_type;
  auto words = config::split_csv(value);
  for (const auto& word : words ? *words : std::vector<std::string>{}) {
    auto equals = word.find('=');
    auto key = word.substr(0, equals), said = equals == std::string::npos ? "true" : word.substr(equals + 1);
    if (key == "type") type = said;
    if (key == "source" || key == "target") fields += fmt::format(", {}: {}", key, compose_quoted(said));
    if (key == "readonly") fields += ", read_only: true";
    if (key == "consistency") fields += ", consistency: " + compose_quoted(said);
    if (key == "bind-propagation") of_type += "propagation: " + compose_quoted(said);
    if (key == "volume-nocopy") of_type += "nocopy: true";
    if (key == "tmpfs-size") of_type += fmt::format("{}size: {}", of_type.empty() ? "" : ", ", said);
    if (key == "tmpfs-mode") of_type += fmt::format("{}mode: 0{}", of_type.empty() ? "" : ", ", said);
    bool is_unknown =
        key == "bind-nonrecursive" || key == "volume-driver" || key == "volume-label" || key == "volume-opt";
    if (is_unknown) notes_.leave_out("Mount: " + word, "declare the volume in the Compose file by hand");
  }
  auto tail = of_type.empty() ? "" : fmt::format(", {}: {{{}}}", type, of_type);
  keys_.item("volumes", fmt::format("{{type: {}{}{}}}", type, fields, tail));
}

void Service::write_network() {
  const auto& networks = container_.networks;
  bool is_mode = networks.empty() || (networks.size() == 1 && !service::is_own_network(networks.front().name));
  if (is_mode) {
    auto mode = service::network_mode(networks);
    return keys_.set("network_mode", compose_quoted(mode.empty() ? "bridge" : mode));
  }
  for (const auto& network : networks) {
    std::vector<std::string> parts;
    if (!network.aliases.empty()) parts.push_back("aliases: " + flow(network.aliases));
    if (!network.ip.empty()) parts.push_back("ipv4_address: " + compose_quoted(network.ip));
    if (!network.ip6.empty()) parts.push_back("ipv6_address: " + compose_quoted(network.ip6));
    if (service::is_own_network(network.name))
      keys_.pair("networks", yaml_quoted(network.name), fmt::format("{{{}}}", text::join(parts, ", ")));
    else
      notes_.leave_out("Network: " + network.name, "Compose has it alone, or not at all");
  }
}

void Service::write_limit(const std::string& value) {
  auto equals = value.find('='), colon = value.find(':');
  keys_.pair(
      "ulimits", value.substr(0, equals),
      fmt::format("{{soft: {}, hard: {}}}", value.substr(equals + 1, colon - equals - 1), value.substr(colon + 1)));
}

void Service::write_environment_file(const RunOption& option) {
  auto path = compose_quoted(option.value);
  keys_.item("env_file", option.is_optional ? fmt::format("{{path: {}, required: false}}", path) : path);
}

void Service::write(const RunOption& option) {
  const auto& value = option.value;
  if (option.name == "mount") return write_mount(value);
  if (option.name == "ulimit") return write_limit(value);
  if (option.name == "env-file") return write_environment_file(option);
  bool is_missing = option.name == "device" && option.is_optional && !around_.exists(value.substr(0, value.find(':')));
  if (is_missing) return notes_.leave_out("AddDevice: -" + value, "Compose fails where there is none, as here");
  if (option.name == "cpuset-mems") return notes_.leave_out("CpusetMems: " + value, "Compose has no key for it");
  if (option.name == "volumes-from") return keys_.item("volumes_from", compose_quoted("container:" + value));
  if (auto key = find(switches, option.name); !key.empty()) return keys_.set(key, "true");
  if (auto key = find(numbers, option.name); !key.empty()) return keys_.set(key, value);
  if (auto key = find(values, option.name); !key.empty()) return keys_.set(key, compose_quoted(value));
  if (auto key = find(lists, option.name); !key.empty()) return keys_.item(key, compose_quoted(value));
  auto key = find(maps, option.name);
  auto equals = value.find('=');
  if (!key.empty()) keys_.pair(key, compose_quoted(value.substr(0, equals)), compose_quoted(value.substr(equals + 1)));
}

void Service::write_gpus() {
  std::vector<std::string> devices;
  for (const auto& gpus : container_.gpus) {
    std::vector<std::string> parts = {"capabilities: " + flow(gpus.capabilities)};
    if (!gpus.driver.empty()) parts.push_back("driver: " + compose_quoted(gpus.driver));
    if (gpus.count) parts.push_back(*gpus.count == -1 ? "count: all" : fmt::format("count: {}", *gpus.count));
    if (!gpus.device_ids.empty()) parts.push_back("device_ids: " + flow(gpus.device_ids));
    std::vector<std::string> options;
    for (const auto& [key, value] : gpus.options)
      options.push_back(fmt::format("{}: {}", compose_quoted(key), compose_quoted(value)));
    if (!options.empty()) parts.push_back(fmt::format("options: {{{}}}", text::join(options, ", ")));
    devices.push_back(fmt::format("{{{}}}", text::join(parts, ", ")));
  }
  if (devices.empty()) return;
  keys_.set("deploy", fmt::format("{{resources: {{reservations: {{devices: [{}]}}}}}}", text::join(devices, ", ")));
}

void Service::write_health() {
  if (!container_.health) return;
  const auto& check = *container_.health;
  if (!check.test.empty() && check.test.front() == "NONE") return keys_.pair("healthcheck", "disable", "true");
  if (!check.test.empty()) keys_.pair("healthcheck", "test", flow(check.test));
  auto span = [&](const char* key, const std::optional<Duration>& length) {
    if (length) keys_.pair("healthcheck", key, docker_span(*length));
  };
  span("interval", check.interval);
  span("timeout", check.timeout);
  span("start_period", check.start_period);
  span("start_interval", check.start_interval);
  if (check.retries) keys_.pair("healthcheck", "retries", std::to_string(*check.retries));
}

void Service::write_command() {
  if (container_.entrypoint) {
    // `docker run --entrypoint ""` is one empty word, too.
    auto words = *container_.entrypoint;
    if (words.empty()) words.emplace_back();
    keys_.set("entrypoint", flow(words));
  }
  if (!container_.exec.empty()) keys_.set("command", flow(container_.exec));
}

void Service::write_log() {
  if (!container_.log_driver.empty()) keys_.pair("logging", "driver", compose_quoted(container_.log_driver));
  if (container_.log_options.empty()) return;
  std::vector<std::string> parts;
  for (const auto& [key, value] : container_.log_options)
    parts.push_back(fmt::format("{}: {}", compose_quoted(key), compose_quoted(value)));
  keys_.pair("logging", "options", fmt::format("{{{}}}", text::join(parts, ", ")));
}

void Service::write_pull() {
  if (container_.pull == PullPolicy::newer)
    notes_.leave_out("Pull: newer", "Compose does not start the image that is there when the registry is away");
  bool is_pulled = container_.pull == PullPolicy::newer || container_.pull == PullPolicy::always;
  keys_.set("pull_policy", is_pulled ? "always" : container_.pull == PullPolicy::never ? "never" : "missing");
}

void Service::write_stop() {
  constexpr Duration usual = std::chrono::seconds(10);
  if (container_.stop_timeout != usual) keys_.set("stop_grace_period", docker_span(container_.stop_timeout));
}

void Service::write_restart() {
  std::string word = "no";
  for (const auto& [key, value] : spec_.service)
    if (key == "Restart") word = value;
  bool is_known = word == "no" || word == "always" || word == "on-failure";
  keys_.set("restart", is_known ? compose_quoted(word) : "\"on-failure\"");
  if (!is_known) notes_.leave_out("Restart: " + word, "Compose knows no, on-failure and always");
  for (const auto& [key, value] : spec_.service)
    if (key != "Restart") notes_.leave_out(fmt::format("Service: {}: {}", key, value), "it is systemd's");
}

void Service::write_dependencies() {
  for (const auto& other : all_) {
    auto unit = service::unit_name(other.name);
    bool is_awaited = lists_unit(spec_.unit, {"After"}, unit);
    if (!is_awaited || !lists_unit(spec_.unit, {"Wants", "Requires", "BindsTo"}, unit)) continue;
    bool is_healthy = other.container.ready_when == service::ReadyWhen::healthy;
    keys_.pair("depends_on", compose_quoted(other.name),
               fmt::format("{{condition: {}}}", is_healthy ? "service_healthy" : "service_started"));
  }
}

void Service::note_rest() {
  notes_.remark("Description: " + text::printable(spec_.description, 400));
  for (const auto& [key, value] : spec_.unit)
    notes_.leave_out(fmt::format("Unit: {}: {}", key, value), "it is systemd's, but for what depends_on says");
  for (const auto& [key, value] : spec_.install)
    notes_.leave_out(fmt::format("Install: {}: {}", key, value), "at boot the engine starts what has restart: always");
  if (spec_.schedule) notes_.leave_out("Schedule", "Compose runs no jobs: export it with --to unit");
  for (const auto& one : container_.pre_runs)
    notes_.leave_out("PreRun: " + shell_text(one.exec), "make it a service that others depend on");
  if (container_.reload) notes_.leave_out("ReloadCmd, ReloadSignal", "use docker compose exec and kill");
  if (container_.ready_when == service::ReadyWhen::container)
    notes_.leave_out("Notify: container", "Docker gives a container no socket to say that it is ready");
  if (container_.ready_when == service::ReadyWhen::healthy)
    notes_.leave_out("Notify: healthy", "docker compose up --wait waits, and services that depend on it");
  if (container_.on_unhealthy == service::OnUnhealthy::restart)
    notes_.leave_out("HealthOnFailure: restart", "Docker does nothing about a container that is unhealthy");
  if (!container_.environment_files.empty())
    notes_.remark("Compose looks for variables ($) in env_file, too: write $$ there for a dollar sign");
  if (!spec_.log.file.empty())
    notes_.remark(fmt::format("the output is for docker compose logs, not in {}", spec_.log.file));
}

std::string Service::text() {
  keys_.set("image", compose_quoted(container_.image));
  keys_.set("container_name", compose_quoted(container_.name));
  write_pull();
  write_command();
  for (const auto& option : run_options(container_, around_.exists, notes_)) write(option);
  write_network();
  write_gpus();
  write_health();
  write_log();
  write_stop();
  write_restart();
  write_dependencies();
  note_rest();
  note_berths_own(spec_, notes_);
  return fmt::format("  {}:\n{}", yaml_quoted(spec_.name), keys_.text("    "));
}

}  // namespace

std::string compose_service(const service::Spec& spec, const std::vector<service::Spec>& all,
                            const Surroundings& around, Notes& notes) {
  return Service(spec, all, around, notes).text();
}

}  // namespace berth::exporting
