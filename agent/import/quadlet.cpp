#include "import/quadlet.h"

#include <fmt/format.h>

#include <algorithm>

#include "import/command_line.h"
#include "import/docker_command.h"
#include "import/run_keys.h"
#include "import/unit_sections.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

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

// Each key becomes a part of a command line, where systemd takes $$ for a dollar sign.
Assignment with_dollars(Assignment one) {
  for (auto at = one.value.find("$$"); at != std::string::npos; at = one.value.find("$$", at + 1))
    one.value.erase(at, 1);
  return one;
}

class Quadlet {
 public:
  Quadlet(const std::string& folder, const Neighbour& neighbour, Draft& draft)
      : folder_(folder), neighbour_(neighbour), draft_(draft) {}
  void take(const Assignment& one);
  void finish();

 private:
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
  Draft& draft_;
  bool is_updated_ = false;
};

void Quadlet::take_pairs(const Assignment& one, const std::string& origin) {
  auto words = split_line(one.value);
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
  auto words = split_line(with_fixed_specifiers(one.value));
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
  auto words = split_line(value);
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
  if (one.key == "PodmanArgs") return take_arguments(value, origin), true;
  if (take_security(one.key, value, origin)) return true;
  if (one.key == "ContainerName") {
    bool is_default = value == draft_.name || value == "%N" || value == "%p";
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
  auto value = with_fixed_specifiers(one.value);
  if (take_special(one, value, origin)) return;
  if (is_pairs(one.key)) return take_pairs(one, origin);
  if (is_one_of(one.key, {"Exec", "Entrypoint", "ReloadCmd", "AddCapability", "DropCapability"}))
    return take_words(one, origin);
  if (is_list(one.key)) return draft_.add(container, one.key, value, origin);
  draft_.set(container, one.key, value, origin);
}

// Podman, too, pulls only what is missing.
void Quadlet::finish() {
  if (!is_updated_ && draft_.find(container, "Pull") == nullptr) draft_.set(container, "Pull", "missing");
}

}  // namespace

void carry_quadlet(const UnitFile& quadlet, const std::string& folder, const Neighbour& neighbour, Draft& draft) {
  carry_unit(quadlet, draft);
  carry_service(quadlet, draft);
  carry_install(quadlet, draft);
  Quadlet reader(folder, neighbour, draft);
  // Group goes with User, wherever it stands.
  for (bool is_group_turn : {false, true})
    for (const auto& one : quadlet.assignments)
      if (one.section == container && (one.key == "Group") == is_group_turn) reader.take(with_dollars(one));
  reader.finish();
  for (const auto& one : quadlet.assignments) {
    bool is_command = one.section == "Service" && !one.value.empty() &&
                      (one.key.starts_with("Exec") || one.key.starts_with("Environment"));
    if (is_command)
      draft.leave_out("Service", fmt::format("{}={}", one.key, one.value), "Berth runs no commands on the host");
  }
  leave_out_rest(quadlet, {"Unit", "Service", "Install", container}, draft);
}

}  // namespace berth::importing
