#include "export/run_option.h"

#include "export/mount_option.h"
#include "export/words.h"

namespace berth::exporting {

namespace {

// Of one among several: name=back,alias=db,ip=10.0.0.2
std::string word_of(const service::Network& network) {
  auto word = "name=" + network.name;
  for (const auto& alias : network.aliases) word += ",alias=" + alias;
  if (!network.ip.empty()) word += ",ip=" + network.ip;
  if (!network.ip6.empty()) word += ",ip6=" + network.ip6;
  return word;
}

class Asker {
 public:
  Asker(const service::Container& container, const FileTest& exists, Notes& notes)
      : container_(container), exists_(exists), notes_(notes) {}
  RunOptions ask();

 private:
  void add(std::string_view name, std::string value) { options_.push_back({name, std::move(value)}); }
  void add_text(std::string_view name, const std::string& value) {
    if (!value.empty()) add(name, value);
  }
  void add_flag(std::string_view name, bool is_set) {
    if (is_set) options_.push_back({name, "true", false});
  }
  void add_each(std::string_view name, const std::vector<std::string>& values) {
    for (const auto& value : values) add(name, value);
  }
  void add_pairs(std::string_view name, const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [key, value] : pairs) add(name, fmt::format("{}={}", key, value));
  }
  template <class Number>
  void add_number(std::string_view name, const std::optional<Number>& number) {
    if (number) add(name, fmt::format("{}", *number));
  }
  std::string first_there(const std::vector<std::string>& candidates) const;

  void process();
  void files();
  void networks();
  void network();
  void security();
  void namespaces();
  void limits();
  void health();
  void end();

  const service::Container& container_;
  const FileTest& exists_;
  Notes& notes_;
  RunOptions options_;
};

std::string Asker::first_there(const std::vector<std::string>& candidates) const {
  for (const auto& path : candidates)
    if (exists_(path)) return path;
  return candidates.empty() ? "" : candidates.front();
}

void Asker::process() {
  if (container_.pull == service::PullPolicy::always) add("pull", "always");
  if (container_.pull == service::PullPolicy::never) add("pull", "never");
  add_text("platform", container_.platform);
  add_text("runtime", container_.runtime);
  add_text("hostname", container_.host_name);
  add_text("domainname", container_.domain_name);
  add_text("user", container_.user);
  add_each("group-add", container_.groups);
  add_text("workdir", container_.working_dir);
  if (container_.entrypoint) add("entrypoint", container_.entrypoint->empty() ? "" : container_.entrypoint->front());
  add_flag("init", container_.init);
}

void Asker::files() {
  for (const auto& file : container_.environment_files)
    options_.push_back({"env-file", first_there(file.candidates), true, file.optional});
  add_pairs("env", container_.environment);
  for (const auto& mount : container_.mounts) options_.push_back(mount_option(mount, exists_));
  for (const auto& mount : container_.spelled_mounts) add("mount", spelled_mount(mount));
  for (const auto& mount : container_.tmpfs)
    add("tmpfs", mount.options.empty() ? mount.target : fmt::format("{}:{}", mount.target, mount.options));
  add_each("volumes-from", container_.volumes_from);
  for (const auto& device : container_.devices) {
    auto usual = device.permissions == "rwm";
    auto value =
        fmt::format("{}:{}{}{}", device.host, device.container, usual ? "" : ":", usual ? "" : device.permissions);
    options_.push_back({"device", std::move(value), true, device.optional});
  }
  add_each("device-cgroup-rule", container_.device_cgroup_rules);
  for (const auto& gpus : container_.gpus) add("gpus", gpus_word(gpus));
}

void Asker::networks() {
  if (container_.networks.size() > 1) {
    for (const auto& network : container_.networks) add("network", word_of(network));
  } else if (!container_.networks.empty()) {
    const auto& network = container_.networks.front();
    add("network", network.name);
    add_each("network-alias", network.aliases);
    add_text("ip", network.ip);
    add_text("ip6", network.ip6);
  }
}

void Asker::network() {
  networks();
  for (auto& port : port_words(container_.ports)) add("publish", std::move(port));
  for (auto& port : port_words(container_.exposed)) add("expose", std::move(port));
  add_each("add-host", container_.add_hosts);
  add_each("dns", container_.dns);
  add_each("dns-search", container_.dns_search);
  add_each("dns-option", container_.dns_options);
}

void Asker::security() {
  add_each("cap-add", container_.add_capabilities);
  add_each("cap-drop", container_.drop_capabilities);
  add_each("security-opt", container_.security_options);
  if (container_.seccomp) add("security-opt", "seccomp=" + first_there(container_.seccomp->candidates));
  add_flag("read-only", container_.read_only);
  add_flag("privileged", container_.privileged);
}

void Asker::namespaces() {
  const auto& shared = container_.namespaces;
  add_text("pid", shared.pid);
  add_text("ipc", shared.ipc);
  add_text("uts", shared.uts);
  add_text("userns", shared.user);
  add_text("cgroupns", shared.cgroup);
}

void Asker::limits() {
  add_number("memory", container_.memory);
  add_number("memory-reservation", container_.memory_reservation);
  add_number("memory-swap", container_.memory_swap);
  add_number("shm-size", container_.shm_size);
  add_number("cpus", container_.cpus);
  add_number("cpu-shares", container_.cpu_shares);
  add_text("cpuset-cpus", container_.cpuset_cpus);
  add_text("cpuset-mems", container_.cpuset_mems);
  add_text("cgroup-parent", container_.cgroup_parent);
  add_number("oom-score-adj", container_.oom_score_adj);
  add_number("pids-limit", container_.pids_limit);
  for (const auto& limit : container_.ulimits)
    add("ulimit", fmt::format("{}={}:{}", limit.name, limit.soft, limit.hard));
  add_pairs("sysctl", container_.sysctls);
}

void Asker::health() {
  if (!container_.health) return;
  const auto& check = *container_.health;
  if (!check.test.empty() && check.test.front() == "NONE") return add_flag("no-healthcheck", true);
  if (check.test.size() > 1 && check.test.front() == "CMD-SHELL") add("health-cmd", check.test[1]);
  if (check.test.size() > 1 && check.test.front() == "CMD")
    add("health-cmd", shell_text({check.test.begin() + 1, check.test.end()}));
  auto span = [&](std::string_view name, const std::optional<Duration>& length) {
    if (length) add(name, docker_span(*length));
  };
  span("health-interval", check.interval);
  span("health-timeout", check.timeout);
  span("health-start-period", check.start_period);
  span("health-start-interval", check.start_interval);
  add_number("health-retries", check.retries);
}

void Asker::end() {
  add_text("stop-signal", container_.stop_signal);
  constexpr Duration usual = std::chrono::seconds(10);
  bool is_endless = container_.stop_timeout == Duration::max();
  auto seconds = std::chrono::ceil<std::chrono::seconds>(is_endless ? usual : container_.stop_timeout).count();
  if (container_.stop_timeout != usual) add("stop-timeout", is_endless ? "-1" : std::to_string(seconds));
  add_pairs("label", container_.labels);
  add_text("log-driver", container_.log_driver);
  add_pairs("log-opt", container_.log_options);
  if (!container_.auth_file.empty())
    notes_.leave_out("AuthFile: " + container_.auth_file, "log in with docker login, for root on that host");
  if (container_.pull_retries)
    notes_.leave_out(fmt::format("PullRetry: {}", *container_.pull_retries), "a pull is tried once");
}

RunOptions Asker::ask() {
  process();
  files();
  network();
  security();
  namespaces();
  limits();
  health();
  end();
  return std::move(options_);
}

}  // namespace

RunOptions run_options(const service::Container& container, const FileTest& exists, Notes& notes) {
  return Asker(container, exists, notes).ask();
}

std::vector<std::string> run_arguments(const service::Container& container) {
  std::vector<std::string> words;
  if (container.entrypoint && container.entrypoint->size() > 1)
    words.assign(container.entrypoint->begin() + 1, container.entrypoint->end());
  words.insert(words.end(), container.exec.begin(), container.exec.end());
  return words;
}

std::vector<std::string> reload_words(std::string program, const service::Container& container) {
  const auto& reload = container.reload;
  if (!reload.signal.empty()) return {std::move(program), "kill", "--signal", reload.signal, container.name};
  if (reload.command.empty()) return {};
  std::vector<std::string> words = {std::move(program), "exec"};
  if (!reload.working_dir.empty()) words.insert(words.end(), {"--workdir", reload.working_dir});
  words.push_back(container.name);
  words.insert(words.end(), reload.command.begin(), reload.command.end());
  return words;
}

}  // namespace berth::exporting
