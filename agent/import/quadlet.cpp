#include "import/quadlet.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/docker_command.h"
#include "import/quadlet_commands.h"
#include "import/quadlet_mounts.h"
#include "import/quadlet_units.h"
#include "import/reload_step.h"
#include "import/run_keys.h"
#include "import/unit_sections.h"

namespace berth::importing {

namespace {

const std::string container = "Container";
constexpr std::string_view gpu = "nvidia.com/gpu=";  // the name that NVIDIA's tools give a device

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

bool is_list(std::string_view key) {
  return is_one_of(
      key, {"AddDevice", "AddHost", "DNS", "DNSOption", "DNSSearch", "ExposeHostPort", "GroupAdd", "NetworkAlias",
            "PublishPort", "Tmpfs", "Ulimit", "Secret", "Mask", "PodmanArgs", "GlobalArgs", "SecurityOpt"});
}

bool is_pairs(std::string_view key) {
  return is_one_of(key, {"Environment", "Label", "Annotation", "Sysctl", "LogOpt"});
}

// Keys that Docker has no like of, or that Berth does by itself.
std::string_view why_not(std::string_view key, std::string_view value) {
  if (key == "UserNS" && value == "host") return "";
  if (key == "AutoUpdate") return "every start takes the newest image, see Pull";
  if (is_one_of(key, {"ContainersConfModule", "Rootfs", "RemapUsers", "UIDMap", "GIDMap", "SubUIDMap", "SubGIDMap",
                      "UserNS", "EnvironmentHost", "HttpProxy"}))
    return "it is Podman's";
  if (key == "ServiceName") return "a service has the name of its descriptor: see --name";
  if (key == "Pod") return "Docker has no pods: use Network: container:NAME";
  if (key == "Secret") return "put the file into the service's folder, and use Config or EnvironmentFile";
  if (key == "LogDriver") return "the output goes to the journal and to Log: File";
  return "";
}

class Quadlet {
 public:
  Quadlet(const std::string& folder, const Neighbour& neighbour, const Variables& variables, Draft& draft)
      : mounts_(folder, neighbour, draft), neighbour_(neighbour), variables_(variables), draft_(draft) {}
  void take(const Assignment& one);
  void take_of_service(const Assignment& one);
  void finish();

 private:
  void take_command(const Assignment& one, const std::string& origin);
  Result<std::vector<std::string>> words_of(const std::string& value) const;
  void take_pairs(const Assignment& one, const std::string& origin);
  void take_words(const Assignment& one, const std::string& origin);
  void take_environment_files(const Assignment& one, const std::string& origin);
  void take_network(const std::string& value, const std::string& origin);
  void take_image(const std::string& value, const std::string& origin);
  void take_arguments(const std::string& value, const std::string& origin);
  bool take_security(const std::string& key, const std::string& value, const std::string& origin);
  bool take_file(const std::string& key, const std::string& value, const std::string& origin);
  bool take_special(const Assignment& one, const std::string& value, const std::string& origin);

  QuadletMounts mounts_;
  const Neighbour& neighbour_;
  const Variables& variables_;
  Draft& draft_;
  std::string name_ = "systemd-" + draft_.name;  // Podman's default
  bool is_updated_ = false;
};

// Each key becomes a part of a command line, where systemd takes $$ for a dollar sign.
Result<std::vector<std::string>> Quadlet::words_of(const std::string& value) const {
  auto words = split_line(value);
  if (!words) return words.error();
  return variables_.expand(*words);
}

void Quadlet::take_pairs(const Assignment& one, const std::string& origin) {
  auto words = words_of(one.value);
  if (!words) return draft_.leave_out(container, origin, words.error().text);
  for (const auto& word : *words) {
    auto equals = word.find('=');
    if (equals == std::string::npos && one.key == "Environment")
      draft_.leave_out(container, fmt::format("Environment={}", word), "it has no value");
    else
      draft_.add_pair(container, one.key, word.substr(0, equals),
                      equals == std::string::npos ? "" : with_fixed_specifiers(word.substr(equals + 1)), origin);
  }
}

void Quadlet::take_words(const Assignment& one, const std::string& origin) {
  auto words = words_of(with_fixed_specifiers(one.value));
  if (!words) return draft_.leave_out(container, origin, words.error().text);
  bool is_command = one.key == "Exec" || one.key == "ReloadCmd";
  if (is_command) return draft_.set_words(container, one.key, *words, origin);
  for (auto& word : *words) draft_.add(container, one.key, std::move(word), fmt::format("{}={}", one.key, word));
}

void Quadlet::take_environment_files(const Assignment& one, const std::string& origin) {
  auto words = words_of(with_fixed_specifiers(one.value));
  if (!words) return draft_.leave_out(container, origin, words.error().text);
  for (const auto& path : *words) mounts_.take_environment_file(path, fmt::format("{}={}", one.key, path));
}

// Podman's options of a network that Docker has, too, are written as Podman does.
void Quadlet::take_network(const std::string& value, const std::string& origin) {
  auto colon = value.find(':');
  auto name = value.substr(0, colon);
  if (is_one_of(name, {"pasta", "slirp4netns", "private", "ns"}))
    return draft_.leave_out(container, origin, "it is Podman's");
  if (name == "container") return draft_.add(container, "Network", value, origin);
  if (name.ends_with(".container"))
    return draft_.add(container, "Network", "container:" + name.substr(0, name.size() - 10), origin);
  if (name.ends_with(".network")) name = name_from(name, neighbour_, draft_);
  if (name == "podman") name = "bridge";  // the usual one
  std::vector<std::string> kept;
  for (auto option : text::split(colon == std::string::npos ? "" : std::string_view(value).substr(colon + 1), ',')) {
    bool is_known = is_one_of(option.substr(0, option.find('=')), {"alias", "ip", "ip6"});
    if (is_known)
      kept.emplace_back(option);
    else if (!option.empty())
      draft_.leave_out(container, fmt::format("Network={}:{}", value.substr(0, colon), option),
                       "Berth has no key for it");
  }
  draft_.add(container, "Network", kept.empty() ? name : fmt::format("{}:{}", name, text::join(kept, ",")), origin);
}

void Quadlet::take_image(const std::string& value, const std::string& origin) {
  bool is_file = value.ends_with(".build") || value.ends_with(".image");
  if (is_file) return take_image_file(value, neighbour_, draft_);
  draft_.set(container, "Image", value, origin);
}

// Options that Docker has, too, are as good as keys.
void Quadlet::take_arguments(const std::string& value, const std::string& origin) {
  auto words = words_of(value);
  if (!words) return draft_.leave_out(container, origin, words.error().text);
  words->emplace_back("image");
  auto run = read_docker_run(*words);
  if (!run || !run->arguments.empty()) return draft_.leave_out(container, origin, "it is Podman's");
  // Of Podman's own options Docker has one, for each container.
  bool is_global = origin.starts_with("GlobalArgs");
  bool is_ours = std::all_of(run->options.begin(), run->options.end(),
                             [&](const auto& option) { return !is_global || option.rule->name == "runtime"; });
  if (!is_ours) return draft_.leave_out(container, origin, "it is Podman's");
  for (const auto& option : run->options) carry_option(option, {}, draft_);
}

bool Quadlet::take_security(const std::string& key, const std::string& value, const std::string& origin) {
  auto add = [&](std::string option) { draft_.add(container, "SecurityOpt", std::move(option), origin); };
  if (key == "SeccompProfile") return add("seccomp=" + value), true;
  if (key == "SecurityLabelDisable" && value == "true") return add("label=disable"), true;
  if (key == "Unmask" && value == "ALL") return add("systempaths=unconfined"), true;
  return false;
}

bool Quadlet::take_file(const std::string& key, const std::string& value, const std::string& origin) {
  bool is_yes = is_one_of(value, {"true", "yes", "1", "on"});
  if (key == "Volume") return mounts_.take_volume(value, origin), true;
  if (key == "Mount") return mounts_.take_mount(value, origin), true;
  if (key == "VolatileTmp" && is_yes) return draft_.add(container, "Tmpfs", "/tmp:size=512M,mode=1777", origin), true;
  if (key != "ReadOnlyTmpfs") return key == "VolatileTmp";
  return mounts_.set_read_only_tmpfs(is_yes), true;
}

bool Quadlet::take_special(const Assignment& one, const std::string& value, const std::string& origin) {
  if (take_file(one.key, value, origin)) return true;
  if (one.key == "Entrypoint") return take_entry_point(value, origin, draft_), true;
  if (one.key == "HealthCmd") return take_health_command(value, origin, draft_), true;
  if (one.key == "Network") return take_network(value, origin), true;
  if (one.key == "Image") return take_image(value, origin), true;
  if (one.key == "AddDevice" && value.starts_with(gpu)) {
    auto which = value.substr(gpu.size());
    return draft_.add(container, "GPUs", which == "all" ? which : "device=" + which, origin), true;
  }
  if (take_security(one.key, value, origin)) return true;
  if (one.key == "ContainerName") {
    bool is_default = value == draft_.name || value == "%N" || value == "%p";
    name_ = is_default ? draft_.name : value;
    if (!is_default) draft_.set(container, one.key, value, origin);
    return true;
  }
  if (one.key == "Notify") {
    bool is_yes = is_one_of(value, {"true", "yes", "1", "on"});
    bool is_no = is_one_of(value, {"false", "no", "0", "off"});
    if (!is_no) draft_.set(container, "Notify", is_yes ? "container" : value, origin);
    return true;
  }
  if (is_one_of(one.key, {"Retry", "RetryDelay"})) return draft_.set(container, "Pull" + one.key, value, origin), true;
  if (one.key == "HealthOnFailure") {  // what the engine kills or stops, systemd starts again
    draft_.set(container, one.key, is_one_of(value, {"kill", "stop"}) ? "restart" : value, origin);
    return true;
  }
  if (one.key == "Group") {
    const auto* user = draft_.value(container, "User");
    bool is_with_user = user != nullptr && user->find(':') == std::string::npos;
    draft_.set(container, is_with_user ? "User" : "Group", is_with_user ? fmt::format("{}:{}", *user, value) : value,
               origin);
    return true;
  }
  return false;
}

void Quadlet::take(const Assignment& one) {
  auto origin = fmt::format("{}={}", one.key, one.value);
  if (one.value.empty()) return draft_.drop(container, one.key);
  if (one.key == "AutoUpdate" && one.value == "registry") {
    is_updated_ = true;
    return;
  }
  bool is_for_systemd = one.key == "LogDriver" && is_one_of(one.value, {"journald", "passthrough"});
  if (is_for_systemd) return;  // where our output goes, too
  if (auto why = why_not(one.key, one.value); !why.empty()) return draft_.leave_out(container, origin, why);
  if (is_pairs(one.key)) return take_pairs(one, origin);
  if (one.key == "PodmanArgs" || one.key == "GlobalArgs")
    return take_arguments(with_fixed_specifiers(one.value), origin);
  if (one.key == "EnvironmentFile") return take_environment_files(one, origin);
  if (is_one_of(one.key, {"Exec", "ReloadCmd", "AddCapability", "DropCapability"})) return take_words(one, origin);
  auto value = text::join(variables_.expand({with_fixed_specifiers(one.value)}), " ");
  if (take_special(one, value, origin)) return;
  if (is_list(one.key)) return draft_.add(container, one.key, value, origin);
  draft_.set(container, one.key, value, origin);
}

// What [Service] has beside what Podman writes there: the container is in the unit's own cgroup.
void Quadlet::take_of_service(const Assignment& one) {
  auto origin = fmt::format("{}={}", one.key, one.value);
  if (one.key == "Slice") {
    draft_.drop("Service", one.key);
    return draft_.set(container, "CgroupParent", one.value, origin);
  }
  if (one.key.starts_with("Exec")) take_command(one, origin);
}

void Quadlet::take_command(const Assignment& one, const std::string& origin) {
  auto leave_out = [&] { draft_.leave_out("Service", origin, "Berth runs no commands on the host"); };
  if (one.key != "ExecReload") return leave_out();
  auto commands = split_commands(with_fixed_specifiers(one.value));
  if (!commands) return draft_.leave_out("Service", origin, commands.error().text);
  for (auto& command : *commands) {
    auto call = read_docker_call(variables_.expand(command.words), variables_, "podman");
    if (call)
      carry_reload(origin, call->verb, read_plain_call(*call), name_, draft_);
    else
      leave_out();
  }
}

void Quadlet::finish() {
  mounts_.finish();
  // Podman, too, pulls only what is missing.
  if (!is_updated_ && draft_.find(container, "Pull") == nullptr) draft_.set(container, "Pull", "missing");
}

}  // namespace

void carry_quadlet(const UnitFile& quadlet, const std::string& folder, const Neighbour& neighbour,
                   const Variables& variables, Draft& draft) {
  carry_unit(with_services(quadlet, neighbour, draft), true, draft);
  carry_service(quadlet, draft);
  carry_install(quadlet, draft);
  Quadlet reader(folder, neighbour, variables, draft);
  // Group goes with User, wherever it stands.
  for (bool is_group_turn : {false, true})
    for (const auto& one : quadlet.assignments)
      if (one.section == container && (one.key == "Group") == is_group_turn) reader.take(one);
  for (const auto& one : quadlet.assignments)
    if (one.section == "Service" && !one.value.empty()) reader.take_of_service(one);
  reader.finish();
  leave_out_rest(quadlet, {"Unit", "Service", "Install", container}, draft);
}

}  // namespace berth::importing
