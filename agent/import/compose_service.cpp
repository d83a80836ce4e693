#include "import/compose_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "import/asked.h"
#include "import/compose_mounts.h"
#include "import/run_keys.h"

namespace berth::importing {

namespace {

const std::string container = "Container";
using Pair = std::pair<std::string_view, std::string_view>;

// Keys that are an option of docker run each, once or for every item.
constexpr std::array options = {Pair("annotations", "annotation"),
                                Pair("cap_add", "cap-add"),
                                Pair("cap_drop", "cap-drop"),
                                Pair("cgroup_parent", "cgroup-parent"),
                                Pair("container_name", "name"),
                                Pair("cpu_shares", "cpu-shares"),
                                Pair("cpus", "cpus"),
                                Pair("cpuset", "cpuset-cpus"),
                                Pair("device_cgroup_rules", "device-cgroup-rule"),
                                Pair("devices", "device"),
                                Pair("dns", "dns"),
                                Pair("dns_opt", "dns-option"),
                                Pair("dns_search", "dns-search"),
                                Pair("domainname", "domainname"),
                                Pair("environment", "env"),
                                Pair("expose", "expose"),
                                Pair("extra_hosts", "add-host"),
                                Pair("group_add", "group-add"),
                                Pair("hostname", "hostname"),
                                Pair("ipc", "ipc"),
                                Pair("labels", "label"),
                                Pair("links", "link"),
                                Pair("mac_address", "mac-address"),
                                Pair("mem_limit", "memory"),
                                Pair("mem_reservation", "memory-reservation"),
                                Pair("memswap_limit", "memory-swap"),
                                Pair("oom_score_adj", "oom-score-adj"),
                                Pair("pid", "pid"),
                                Pair("pids_limit", "pids-limit"),
                                Pair("platform", "platform"),
                                Pair("restart", "restart"),
                                Pair("runtime", "runtime"),
                                Pair("security_opt", "security-opt"),
                                Pair("shm_size", "shm-size"),
                                Pair("stop_grace_period", "stop-timeout"),
                                Pair("stop_signal", "stop-signal"),
                                Pair("storage_opt", "storage-opt"),
                                Pair("sysctls", "sysctl"),
                                Pair("tmpfs", "tmpfs"),
                                Pair("user", "user"),
                                Pair("userns_mode", "userns"),
                                Pair("uts", "uts"),
                                Pair("volumes_from", "volumes-from"),
                                Pair("working_dir", "workdir")};
constexpr std::array flags = {Pair("init", "init"), Pair("privileged", "privileged"), Pair("read_only", "read-only"),
                              Pair("stdin_open", "interactive"), Pair("tty", "tty")};
constexpr std::array reasons = {
    Pair("build", "Berth builds no images: docker compose build makes it on this host, or push it to a registry"),
    Pair("configs", "put the file into the service's folder, and use Config"),
    Pair("secrets", "put the file into the service's folder, and use Config"),
    Pair("profiles", "a service is started when its unit is enabled or started"),
    Pair("post_start", "Berth runs no commands after a start"),
    Pair("pre_stop", "Berth runs no commands before a stop"),
    Pair("extends", "write what it takes over into this file")};

std::string_view find(const auto& pairs, std::string_view key) {
  auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& one) { return one.first == key; });
  return found == pairs.end() ? std::string_view{} : found->second;
}

class Service {
 public:
  Service(const Node& node, const Project& project, Draft& draft) : node_(node), project_(project), draft_(draft) {}
  void carry();

 private:
  void take(const std::string& key, const Node& value);
  bool take_special(const std::string& key, const Node& value);
  void take_words(std::string_view ours, const Node& value);
  void take_health(const Node& value);
  void take_dependencies(const Node& value);
  void take_deploy(const Node& value);
  void take_limits(const Node& value);
  void leave_out(const std::string& key, const Node& value, std::string_view why);
  std::string one(const Node& value) const { return interpolated(value.text, project_.variables); }

  const Node& node_;
  const Project& project_;
  Draft& draft_;
  DockerRun run_;
};

void Service::leave_out(const std::string& key, const Node& value, std::string_view why) {
  draft_.leave_out(container, fmt::format("{}: {}", key, shown(value)), why);
}

void Service::take_words(std::string_view ours, const Node& value) {
  if (value.kind != Node::Kind::text) return draft_.set_words(container, ours, texts(value, project_.variables));
  auto words = text::split_words(one(value));
  if (words)
    draft_.set_words(container, ours, *words);
  else
    draft_.leave_out(container, fmt::format("{}: {}", ours, value.text), words.error().text);
}

void Service::take_health(const Node& value) {
  const auto& test = child(value, "test");
  bool is_off = child(value, "disable").text == "true";
  if (is_off) return ask(run_, "no-healthcheck", "true");
  if (test.kind == Node::Kind::text) {
    ask(run_, "health-cmd", one(test), "healthcheck test");
  } else if (auto words = texts(test, project_.variables); words.size() == 2 && words.front() == "CMD-SHELL") {
    ask(run_, "health-cmd", words.back(), "healthcheck test");
  } else if (!words.empty() && words.front() == "NONE") {
    ask(run_, "no-healthcheck", "true");
  } else if (!words.empty()) {
    draft_.set_words(container, "HealthCmd", words, "healthcheck test");
  }
  for (auto [key, option] :
       {Pair("interval", "health-interval"), Pair("timeout", "health-timeout"), Pair("retries", "health-retries"),
        Pair("start_period", "health-start-period"), Pair("start_interval", "health-start-interval")})
    if (const auto& said = child(value, key); said.kind == Node::Kind::text)
      ask(run_, option, one(said), fmt::format("healthcheck {}: {}", key, said.text));
}

void Service::take_dependencies(const Node& value) {
  for (const auto& entry : value.entries) {
    auto name = value.kind == Node::Kind::map ? entry.key : one(entry.value);
    draft_.add("Unit", "Wants", name + ".service", "depends_on " + name);
    draft_.add("Unit", "After", name + ".service", "depends_on " + name);
    if (child(entry.value, "condition").text == "service_completed_successfully")
      draft_.leave_out("Unit", fmt::format("depends_on {}: condition: service_completed_successfully", name),
                       "After waits until it is ready, not until it is done");
  }
}

void Service::take_limits(const Node& value) {
  const auto& limits = child(value, "limits");
  for (auto [key, option] : {Pair("cpus", "cpus"), Pair("memory", "memory"), Pair("pids", "pids-limit")})
    if (const auto& said = child(limits, key); said.kind == Node::Kind::text) ask(run_, option, one(said));
  if (const auto& said = child(child(value, "reservations"), "memory"); said.kind == Node::Kind::text)
    ask(run_, "memory-reservation", one(said));
  if (const auto& said = child(child(value, "reservations"), "devices"); said.kind != Node::Kind::null)
    leave_out("deploy resources reservations devices", said, "use GPUs or AddDevice");
}

void Service::take_deploy(const Node& value) {
  for (const auto& entry : value.entries) {
    if (entry.key == "resources")
      take_limits(entry.value);
    else if (entry.key != "replicas" || entry.value.text != "1")
      leave_out("deploy " + entry.key, entry.value, "a service is one container, and Restart says when it comes back");
  }
}

bool Service::take_special(const std::string& key, const Node& value) {
  if (key == "command") return take_words("Exec", value), true;
  if (key == "entrypoint") return take_words("Entrypoint", value), true;
  if (key == "healthcheck") return take_health(value), true;
  if (key == "depends_on") return take_dependencies(value), true;
  if (key == "deploy") return take_deploy(value), true;
  if (key == "pull_policy") {
    auto policy = one(value);
    ask(run_, "pull", policy == "if_not_present" ? "missing" : policy, "pull_policy: " + value.text);
    return true;
  }
  return ask_for_mount_or_network(key, value, project_, draft_, run_);
}

void Service::take(const std::string& key, const Node& value) {
  if (value.kind == Node::Kind::null || key == "image" || key.starts_with("x-")) return;
  if (take_special(key, value)) return;
  if (auto option = find(flags, key); !option.empty()) {
    bool is_on = value.text == "true" || value.text == "yes";
    if (is_on) ask(run_, option, "true", key + ": true");
    return;
  }
  auto option = find(options, key);
  if (!option.empty()) {
    for (auto& text : texts(value, project_.variables)) ask(run_, option, text, fmt::format("{}: {}", key, text));
    return;
  }
  auto why = find(reasons, key);
  leave_out(key, value, why.empty() ? "Berth has no key for it" : why);
}

void Service::carry() {
  run_.image = one(child(node_, "image"));
  bool is_built = child(node_, "image").kind == Node::Kind::null;
  if (is_built) run_.image = fmt::format("{}-{}", project_.name, draft_.name);  // as docker compose build calls it
  draft_.set(container, "Image", run_.image, "image: " + child(node_, "image").text);
  for (const auto& entry : node_.entries) take(entry.key, entry.value);
  carry_run(run_, project_.variables, draft_);
  if (draft_.find(container, "Pull") == nullptr) draft_.set(container, "Pull", is_built ? "never" : "missing");
}

}  // namespace

std::string engine_name(const std::string& name, const Node& declared, const Project& project) {
  const auto& one = child(declared, name);
  if (const auto& own = child(one, "name"); own.kind == Node::Kind::text)
    return interpolated(own.text, project.variables);
  const auto& external = child(one, "external");
  bool is_external = external.kind == Node::Kind::map || external.text == "true";
  return is_external || project.name.empty() ? name : fmt::format("{}_{}", project.name, name);
}

Draft compose_service(const std::string& name, const Node& node, const Project& project) {
  Draft draft;
  draft.name = name;
  Service(node, project, draft).carry();
  return draft;
}

}  // namespace berth::importing
