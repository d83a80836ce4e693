#include "import/quadlet.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/docker_command.h"
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
  return is_one_of(key, {"AddDevice", "AddHost", "DNS", "DNSOption", "DNSSearch", "EnvironmentFile", "ExposeHostPort",
                         "GroupAdd", "Mount", "NetworkAlias", "PublishPort", "Tmpfs", "Ulimit", "Secret", "Mask",
                         "PodmanArgs", "GlobalArgs", "SecurityOpt"});
}

bool is_pairs(std::string_view key) {
  return is_one_of(key, {"Environment", "Label", "Annotation", "Sysctl", "LogOpt"});
}

// Keys that Docker has no like of, or that Berth does by itself.
std::string_view why_not(std::string_view key) {
  if (key == "AutoUpdate") return "every start takes the newest image, see Pull";
  if (is_one_of(key, {"GlobalArgs", "ContainersConfModule", "ServiceName", "Rootfs", "RemapUsers", "UIDMap", "GIDMap",
                      "SubUIDMap", "SubGIDMap", "UserNS", "EnvironmentHost", "HttpProxy"}))
    return "it is Podman's";
  if (key == "Pod") return "Docker has no pods: use Network: container:NAME";
  if (key == "Secret") return "put the file into the service's folder, and use Config or EnvironmentFile";
  if (key == "LogDriver") return "the output goes to the journal and to Log: File";
  return "";
}

class Quadlet {
 public:
  Quadlet(const std::string& folder, const Neighbour& neighbour, const Variables& variables, Draft& draft)
      : folder_(folder), neighbour_(neighbour), variables_(variables), draft_(draft) {}
  void take(const Assignment& one);
  void take_command(const Assignment& one);
  void finish();

 private:
  Result<std::vector<std::string>> words_of(const std::string& value) const;
  void take_pairs(const Assignment& one, const std::string& origin);
  void take_words(const Assignment& one, const std::string& origin);
  void take_volume(const std::string& value, const std::string& origin);
  void take_network(const std::string& value, const std::string& origin);
  void take_image(const std::string& value, const std::string& origin);
  void take_arguments(const std::string& value, const std::string& origin);
  bool take_security(const std::string& key, const std::string& value, const std::string& origin);
  bool take_special(const Assignment& one, const std::string& value, const std::string& origin);
  std::string name_from(const std::string& file_name, const std::string& section, const std::string& key);

  const std::string& folder_;
  const Neighbour& neighbour_;
  const Variables& variables_;
  Draft& draft_;
  std::string name_ = "systemd-" + draft_.name;  // Podman's default
  bool is_updated_ = false;
  bool has_volumes_ = false;  // with a name
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
  bool is_command = one.key == "Exec" || one.key == "Entrypoint" || one.key == "ReloadCmd";
  if (is_command) return draft_.set_words(container, one.key, *words, origin);
  for (auto& word : *words) draft_.add(container, one.key, std::move(word), fmt::format("{}={}", one.key, word));
}

// What "data.volume" is called: as its own file says, else by its name.
std::string Quadlet::name_from(const std::string& file_name, const std::string& section, const std::string& key) {
  auto name = file_name.substr(0, file_name.rfind('.'));
  auto file = neighbour_(file_name);
  if (!file) return name;
  for (const auto& one : file->assignments) {
    if (one.section == section && one.key == key && !one.value.empty()) name = one.value;
    bool is_remarkable = one.section == section && one.key != key;
    if (is_remarkable)
      draft_.leave_out(container, fmt::format("{}: {}={}", file_name, one.key, one.value),
                       "Berth makes it with Docker's defaults: make it by hand before the first start");
  }
  return name;
}

void Quadlet::take_volume(const std::string& value, const std::string& origin) {
  auto colon = value.find(':');
  auto source = value.substr(0, colon);
  bool is_relative = value.starts_with("./") && folder_.starts_with('/');
  if (is_relative) return draft_.add(container, "Volume", escaped_percent(folder_) + value.substr(2), origin);
  has_volumes_ = has_volumes_ || (colon != std::string::npos && !source.starts_with('/') && !source.starts_with('%'));
  if (!source.ends_with(".volume")) return draft_.add(container, "Volume", value, origin);
  auto rest = colon == std::string::npos ? "" : value.substr(colon);
  draft_.add(container, "Volume", name_from(source, "Volume", "VolumeName") + rest, origin);
}

void Quadlet::take_network(const std::string& value, const std::string& origin) {
  auto colon = value.find(':');
  auto name = value.substr(0, colon);
  if (is_one_of(name, {"pasta", "slirp4netns", "private", "ns"}))
    return draft_.leave_out(container, origin, "it is Podman's");
  if (name == "container") return draft_.add(container, "Network", value, origin);
  if (name.ends_with(".container"))
    return draft_.add(container, "Network", "container:" + name.substr(0, name.size() - 10), origin);
  if (name.ends_with(".network")) name = name_from(name, "Network", "NetworkName");
  draft_.add(container, "Network", name, origin);
  if (colon != std::string::npos)
    draft_.leave_out(container, origin, "options of a network are keys: IP, NetworkAlias");
}

void Quadlet::take_image(const std::string& value, const std::string& origin) {
  if (value.ends_with(".build")) return draft_.leave_out(container, origin, "Berth builds no images");
  auto file = value.ends_with(".image") ? neighbour_(value) : std::nullopt;
  draft_.set(container, "Image", file ? file->last("Image", "Image") : value, origin);
}

// Options that Docker has, too, are as good as keys.
void Quadlet::take_arguments(const std::string& value, const std::string& origin) {
  auto words = words_of(value);
  if (!words) return draft_.leave_out(container, origin, words.error().text);
  words->emplace_back("image");
  auto run = read_docker_run(*words);
  if (!run || !run->arguments.empty()) return draft_.leave_out(container, origin, "it is Podman's");
  for (const auto& option : run->options) carry_option(option, {}, draft_);
}

bool Quadlet::take_security(const std::string& key, const std::string& value, const std::string& origin) {
  auto add = [&](std::string option) { draft_.add(container, "SecurityOpt", std::move(option), origin); };
  if (key == "SeccompProfile") return add("seccomp=" + value), true;
  if (key == "SecurityLabelDisable" && value == "true") return add("label=disable"), true;
  if (key == "Unmask" && value == "ALL") return add("systempaths=unconfined"), true;
  return false;
}

bool Quadlet::take_special(const Assignment& one, const std::string& value, const std::string& origin) {
  if (one.key == "Volume") return take_volume(value, origin), true;
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
  if (auto why = why_not(one.key); !why.empty()) return draft_.leave_out(container, origin, why);
  if (is_pairs(one.key)) return take_pairs(one, origin);
  if (one.key == "PodmanArgs") return take_arguments(with_fixed_specifiers(one.value), origin);
  if (is_one_of(one.key, {"Exec", "Entrypoint", "ReloadCmd", "AddCapability", "DropCapability"}))
    return take_words(one, origin);
  auto value = text::join(variables_.expand({with_fixed_specifiers(one.value)}), " ");
  has_volumes_ = has_volumes_ || (one.key == "Mount" && value.find("type=volume") != std::string::npos);
  if (take_special(one, value, origin)) return;
  if (is_list(one.key)) return draft_.add(container, one.key, value, origin);
  draft_.set(container, one.key, value, origin);
}

// What [Service] has beside what Podman writes there.
void Quadlet::take_command(const Assignment& one) {
  auto origin = fmt::format("{}={}", one.key, one.value);
  auto leave_out = [&] { draft_.leave_out("Service", origin, "Berth runs no commands on the host"); };
  if (one.key != "ExecReload") return leave_out();
  auto commands = split_commands(with_fixed_specifiers(one.value));
  if (!commands) return draft_.leave_out("Service", origin, commands.error().text);
  for (auto& command : *commands) {
    auto call = read_docker_call(variables_.expand(command.words), "podman");
    if (call)
      carry_reload(origin, call->verb, read_plain_call(*call), name_, draft_);
    else
      leave_out();
  }
}

void Quadlet::finish() {
  if (has_volumes_)
    draft_.remark(container, "what is in Podman's volumes is not in Docker's: copy it before the start");
  // Podman, too, pulls only what is missing.
  if (!is_updated_ && draft_.find(container, "Pull") == nullptr) draft_.set(container, "Pull", "missing");
}

}  // namespace

void carry_quadlet(const UnitFile& quadlet, const std::string& folder, const Neighbour& neighbour,
                   const Variables& variables, Draft& draft) {
  carry_unit(quadlet, draft);
  carry_service(quadlet, draft);
  carry_install(quadlet, draft);
  Quadlet reader(folder, neighbour, variables, draft);
  // Group goes with User, wherever it stands.
  for (bool is_group_turn : {false, true})
    for (const auto& one : quadlet.assignments)
      if (one.section == container && (one.key == "Group") == is_group_turn) reader.take(one);
  for (const auto& one : quadlet.assignments)
    if (one.section == "Service" && one.key.starts_with("Exec") && !one.value.empty()) reader.take_command(one);
  reader.finish();
  leave_out_rest(quadlet, {"Unit", "Service", "Install", container}, draft);
}

}  // namespace berth::importing
