#include "import/compose_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "import/asked.h"
#include "import/compose_deploy.h"
#include "import/compose_items.h"
#include "import/compose_networks.h"
#include "import/compose_volumes.h"
#include "import/run_keys.h"

namespace berth::importing {

namespace {

const std::string container = "Container";
using Pair = std::pair<std::string_view, std::string_view>;

// Keys that are an option of docker run each, once or for every item.
constexpr std::array options = {Pair("annotations", "annotation"),
                                Pair("cap_add", "cap-add"),
                                Pair("cap_drop", "cap-drop"),
                                Pair("cgroup", "cgroupns"),
                                Pair("cgroup_parent", "cgroup-parent"),
                                Pair("container_name", "name"),
                                Pair("cpu_shares", "cpu-shares"),
                                Pair("cpus", "cpus"),
                                Pair("cpuset", "cpuset-cpus"),
                                Pair("device_cgroup_rules", "device-cgroup-rule"),
                                Pair("dns", "dns"),
                                Pair("dns_opt", "dns-option"),
                                Pair("dns_search", "dns-search"),
                                Pair("domainname", "domainname"),
                                Pair("environment", "env"),
                                Pair("expose", "expose"),
                                Pair("extra_hosts", "add-host"),
                                Pair("group_add", "group-add"),
                                Pair("hostname", "hostname"),
                                Pair("labels", "label"),
                                Pair("links", "link"),
                                Pair("mac_address", "mac-address"),
                                Pair("mem_limit", "memory"),
                                Pair("mem_reservation", "memory-reservation"),
                                Pair("memswap_limit", "memory-swap"),
                                Pair("oom_score_adj", "oom-score-adj"),
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
                                Pair("working_dir", "workdir")};
constexpr std::array flags = {Pair("init", "init"), Pair("privileged", "privileged"), Pair("read_only", "read-only"),
                              Pair("stdin_open", "interactive"), Pair("tty", "tty")};
constexpr std::array reasons = {
    Pair("build", "Berth builds no images: docker compose build makes it on this host, or push it to a registry"),
    Pair("profiles", "a service is started when its unit is enabled or started"),
    Pair("post_start", "Berth runs no commands after a start"),
    Pair("pre_stop", "Berth runs no commands before a stop"),
    Pair("extends", "there is no such service to read in this folder: write what it takes over into this file")};

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
  void take_files(const std::string& key, const Node& value);
  void leave_out(const std::string& key, const Node& value, std::string_view why);

  const Node& node_;
  const Project& project_;
  Draft& draft_;
  DockerRun run_;
  Carrying to_{project_, draft_, run_};
};

void Service::leave_out(const std::string& key, const Node& value, std::string_view why) {
  draft_.leave_out(container, fmt::format("{}: {}", key, shown(value)), why);
}

void Service::take_words(std::string_view ours, const Node& value) {
  if (value.kind != Node::Kind::text) return draft_.set_words(container, ours, texts(value));
  auto words = text::split_words(value.text);
  if (words)
    draft_.set_words(container, ours, *words);
  else
    draft_.leave_out(container, fmt::format("{}: {}", ours, value.text), words.error().text);
}

void Service::take_health(const Node& value) {
  const auto& test = child(value, "test");
  leave_out_rest(value, "healthcheck",
                 {"test", "disable", "interval", "timeout", "retries", "start_period", "start_interval"}, draft_);
  bool is_off = is_true(child(value, "disable"));
  if (is_off) return ask(run_, "no-healthcheck", "true");
  if (test.kind == Node::Kind::text) {
    ask(run_, "health-cmd", test.text, "healthcheck test");
  } else if (auto words = texts(test); words.size() == 2 && words.front() == "CMD-SHELL") {
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
      ask(run_, option, said.text, fmt::format("healthcheck {}: {}", key, said.text));
}

void Service::take_dependencies(const Node& value) {
  for (const auto& entry : value.entries) {
    auto name = value.kind == Node::Kind::map ? entry.key : entry.value.text;
    auto owner = "depends_on " + name;
    wait_for(name, owner, draft_);
    leave_out_rest(entry.value, owner, {"condition", "required", "restart"}, draft_);
    if (child(entry.value, "condition").text == "service_completed_successfully")
      draft_.leave_out("Unit", owner + ": condition: service_completed_successfully",
                       "After waits until it is ready, not until it is done");
    if (is_true(child(entry.value, "restart")))
      draft_.leave_out("Unit", owner + ": restart: true", "use PartOf, with which it is restarted and stopped, too");
  }
}

// With what the file says of them.
void Service::take_files(const std::string& key, const Node& value) {
  for (const auto& entry : value.entries) {
    const auto& source = child(entry.value, "source").text;
    const auto& declared = child(child(project_.root, key), source.empty() ? entry.value.text : source);
    auto what = fmt::format("{}: {}", key, shown(entry.value));
    if (declared.kind != Node::Kind::null) what += ", " + shown(declared);
    draft_.leave_out(container, what, "put the file into the service's folder, and use Config");
  }
}

bool Service::take_special(const std::string& key, const Node& value) {
  if (key == "command") return take_words("Exec", value), true;
  if (key == "entrypoint") return take_words("Entrypoint", value), true;
  if (key == "healthcheck") return take_health(value), true;
  if (key == "depends_on") return take_dependencies(value), true;
  if (key == "deploy") return carry_deploy(value, to_), true;
  if (key == "gpus") return carry_gpus(value, to_), true;
  if (key == "volumes") return carry_volumes(value, to_), true;
  if (key == "networks" || key == "network_mode") return true;  // both together, afterwards
  if (key == "configs" || key == "secrets") return take_files(key, value), true;
  if (key == "pull_policy") {
    ask(run_, "pull", value.text == "if_not_present" ? "missing" : value.text, "pull_policy: " + value.text);
    return true;
  }
  return carry_items(key, value, to_);
}

void Service::take(const std::string& key, const Node& value) {
  if (value.kind == Node::Kind::null || key == "image" || key.starts_with("x-")) return;
  if (take_special(key, value)) return;
  if (auto option = find(flags, key); !option.empty()) {
    if (is_true(value)) ask(run_, option, "true", key + ": true");
    return;
  }
  auto option = find(options, key);
  if (!option.empty()) {
    for (auto& text : texts(value)) ask(run_, option, text, fmt::format("{}: {}", key, text));
    return;
  }
  auto why = find(reasons, key);
  leave_out(key, value, why.empty() ? "Berth has no key for it" : why);
}

void Service::carry() {
  run_.image = child(node_, "image").text;
  bool is_built = child(node_, "image").kind == Node::Kind::null;
  if (is_built) run_.image = fmt::format("{}-{}", project_.name, draft_.name);  // as docker compose build calls it
  draft_.set(container, "Image", run_.image, "image: " + run_.image);
  for (const auto& entry : node_.entries) take(entry.key, entry.value);
  carry_networks(node_, to_);
  carry_run(run_, project_.environment, draft_);
  if (draft_.find(container, "Pull") == nullptr) draft_.set(container, "Pull", is_built ? "never" : "missing");
}

}  // namespace

Draft compose_service(const std::string& name, const Node& node, const Project& project) {
  Draft draft;
  draft.name = name;
  Service(node, project, draft).carry();
  return draft;
}

}  // namespace berth::importing
