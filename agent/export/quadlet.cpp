#include "export/quadlet.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "export/podman.h"
#include "export/unit_file.h"
#include "export/words.h"

namespace berth::exporting {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Options that have a key each; the others go to PodmanArgs.
constexpr std::array keys = {Pair("add-host", "AddHost"),
                             Pair("cap-add", "AddCapability"),
                             Pair("cap-drop", "DropCapability"),
                             Pair("device", "AddDevice"),
                             Pair("dns", "DNS"),
                             Pair("dns-option", "DNSOption"),
                             Pair("dns-search", "DNSSearch"),
                             Pair("entrypoint", "Entrypoint"),
                             Pair("expose", "ExposeHostPort"),
                             Pair("group-add", "GroupAdd"),
                             Pair("health-cmd", "HealthCmd"),
                             Pair("health-interval", "HealthInterval"),
                             Pair("health-retries", "HealthRetries"),
                             Pair("health-start-period", "HealthStartPeriod"),
                             Pair("health-timeout", "HealthTimeout"),
                             Pair("hostname", "HostName"),
                             Pair("ip", "IP"),
                             Pair("ip6", "IP6"),
                             Pair("log-driver", "LogDriver"),
                             Pair("mount", "Mount"),
                             Pair("network", "Network"),
                             Pair("network-alias", "NetworkAlias"),
                             Pair("pids-limit", "PidsLimit"),
                             Pair("publish", "PublishPort"),
                             Pair("pull", "Pull"),
                             Pair("shm-size", "ShmSize"),
                             Pair("stop-signal", "StopSignal"),
                             Pair("stop-timeout", "StopTimeout"),
                             Pair("tmpfs", "Tmpfs"),
                             Pair("ulimit", "Ulimit"),
                             Pair("user", "User"),
                             Pair("userns", "UserNS"),
                             Pair("volume", "Volume"),
                             Pair("workdir", "WorkingDir")};
// Keys of words, where blanks are to be quoted.
constexpr std::array pairs = {Pair("env", "Environment"), Pair("env-file", "EnvironmentFile"), Pair("label", "Label"),
                              Pair("log-opt", "LogOpt"), Pair("sysctl", "Sysctl")};

// Whether a line of a unit file can have it as it is.
bool fits_a_line(std::string_view value) {
  auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  return !value.empty() && std::none_of(value.begin(), value.end(), is_control) && value.front() != ' ' &&
         value.back() != ' ' && value.back() != '\\';
}

std::string_view find(const auto& all, std::string_view name) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
  return found == all.end() ? std::string_view{} : found->second;
}

class Quadlet {
 public:
  Quadlet(const service::Spec& spec, const Surroundings& around)
      : spec_(spec), around_(around), container_(for_podman(spec.container, notes_)) {}
  Exported text();

 private:
  std::string line(const std::vector<std::string>& words);
  void write(const RunOption& option);
  void write_security(const std::string& value);
  void write_volume(const RunOption& option);
  void write_network(std::string word);
  bool has_health_words() const;
  void write_read_only();
  void write_pull();
  void write_readiness();
  std::string service_text();
  void note_pre_runs();
  void write_container(bool is_to_file);

  const service::Spec& spec_;
  const Surroundings& around_;
  Notes notes_;
  service::Container container_;
  bool has_empty_word_ = false;
  UnitFile out_;
};

// Podman's generator ends a line at an empty word; systemd makes one of a variable that is empty.
std::string Quadlet::line(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) {
    all.push_back(word.empty() ? "${EMPTY}" : exec_word(word));
    has_empty_word_ = has_empty_word_ || word.empty();
  }
  return text::join(all, " ");
}

void Quadlet::write_security(const std::string& value) {
  if (value == "no-new-privileges") return out_.key("NoNewPrivileges", "true");
  if (value == "label=disable") return out_.key("SecurityLabelDisable", "true");
  if (value.starts_with("seccomp=")) return out_.key("SeccompProfile", quadlet_value(value.substr(8)));
  if (value == "systempaths=unconfined") return out_.key("Unmask", "ALL");
  out_.key("PodmanArgs", line({"--security-opt", value}));
}

// Podman makes no folder on the host.
void Quadlet::write_volume(const RunOption& option) {
  out_.key("Volume", quadlet_value(option.value));
  auto source = option.value.substr(0, option.value.find(':'));
  if (source.starts_with('/') && !around_.exists(source))
    notes_.remark(fmt::format("Podman makes no folder {}: make it before the first start", source));
}

// The files of networks are written, too. One of several, name=back,alias=db, is back.network:alias=db here.
void Quadlet::write_network(std::string word) {
  bool is_one_of_several = word.starts_with("name=");
  if (is_one_of_several) word.erase(0, 5);
  auto name = word.substr(0, is_one_of_several ? word.find(',') : word.npos);
  auto options = word.substr(name.size());
  if (!options.empty()) options.front() = ':';
  if (service::is_own_network(name)) name += ".network";
  out_.key("Network", quadlet_value(name + options));
}

// Of several words Podman takes a list; a single one it gives to a shell.
bool Quadlet::has_health_words() const {
  return container_.health && container_.health->test.size() > 2 && container_.health->test.front() == "CMD";
}

// Podman would let the container write to /run, /tmp and /var/tmp all the same.
void Quadlet::write_read_only() {
  out_.key("ReadOnly", "true");
  out_.key("ReadOnlyTmpfs", "false");
}

void Quadlet::write(const RunOption& option) {
  if (option.name == "security-opt") return write_security(option.value);
  if (option.name == "volume") return write_volume(option);
  if (option.name == "read-only") return write_read_only();
  if (option.name == "health-cmd" && has_health_words()) {
    const auto& test = container_.health->test;
    boost::json::array words(test.begin() + 1, test.end());
    return out_.key("HealthCmd", quadlet_value(boost::json::serialize(words)));
  }
  if (option.name == "pull" || option.name == "gpus") return;
  if (option.name == "network") return write_network(option.value);
  if (option.name == "no-healthcheck") return out_.key("HealthCmd", "none");
  if (option.is_optional && option.name == "env-file" && !around_.exists(option.value))
    return notes_.leave_out("EnvironmentFile: -" + option.value, "Podman fails where there is none, as here");
  if (option.is_optional && option.name == "device") return out_.key("AddDevice", "-" + quadlet_value(option.value));
  if (option.name == "init") return out_.key("RunInit", "true");
  if (auto key = find(pairs, option.name); !key.empty()) return out_.key(key, exec_word(option.value));
  if (auto key = find(keys, option.name); !key.empty() && fits_a_line(option.value))
    return out_.key(key, quadlet_value(option.value));
  if (option.name == "runtime") return out_.key("GlobalArgs", line({"--runtime", option.value}));
  if (option.name == "cgroup-parent") return;
  std::vector<std::string> words = {"--" + std::string(option.name)};
  if (option.has_value) words.push_back(option.value);
  out_.key("PodmanArgs", line(words));
}

void Quadlet::write_pull() {
  // Podman's own words; its "newer" goes on with the image that is there, as ours does.
  constexpr std::array words = {"newer", "always", "missing", "never"};
  out_.key("Pull", words.at(static_cast<std::size_t>(container_.pull)));
}

void Quadlet::write_readiness() {
  if (container_.ready_when == service::ReadyWhen::healthy) out_.key("Notify", "healthy");
  if (container_.ready_when == service::ReadyWhen::container) out_.key("Notify", "true");
  if (container_.on_unhealthy == service::OnUnhealthy::restart) out_.key("HealthOnFailure", "kill");
  bool is_word = container_.health && container_.health->test.size() == 2 && container_.health->test.front() == "CMD";
  if (is_word) notes_.remark("the health check is run by a shell");
}

void Quadlet::note_pre_runs() {
  for (const auto& one : container_.pre_runs)
    notes_.leave_out(fmt::format("PreRun: {}{}", one.may_fail ? "-" : "", shell_text(one.exec)),
                     "Quadlet has no like: use a .container of its own, and After=");
}

void Quadlet::write_container(bool is_to_file) {
  out_.section("Container");
  out_.key("ContainerName", quadlet_value(container_.name));
  out_.key("Image", quadlet_value(container_.image));
  write_pull();
  for (const auto& option : run_options(container_, around_.exists, notes_)) write(option);
  for (const auto& device : gpu_devices(container_)) out_.key("AddDevice", quadlet_value(device));
  auto arguments = run_arguments(container_);
  if (!arguments.empty()) out_.key("Exec", line(arguments));
  if (is_to_file && container_.log_driver.empty()) out_.key("LogDriver", "passthrough");
  write_readiness();
  note_pre_runs();
}

// ReloadCmd= and ReloadSignal= are as good, but Podman 5.4 does not know them.
std::string Quadlet::service_text() {
  UnitFile service;
  service.section("Service");
  bool must_restart = container_.on_unhealthy == service::OnUnhealthy::restart && !says(spec_.service, "Restart");
  if (must_restart) service.key("Restart", "on-failure");
  // Podman's containers are in the cgroup of their unit.
  const auto& parent = container_.cgroup_parent;
  if (parent.ends_with(".slice"))
    service.key("Slice", parent);
  else if (!parent.empty())
    notes_.leave_out("CgroupParent: " + parent, "use Slice= in [Service]");
  write_service_keys(spec_, around_, service, notes_);
  if (auto reload = reload_words("podman", container_); !reload.empty()) service.key("ExecReload", line(reload));
  return service.take();
}

Exported Quadlet::text() {
  auto service = service_text();
  write_unit_section(spec_, false, out_);
  write_container(service.find("StandardOutput=") != std::string::npos);
  out_.text("\n" + service);
  if (has_empty_word_) out_.key("Environment", "EMPTY=");
  write_install(spec_, out_);
  note_berths_own(spec_, notes_);
  return {spec_.name + ".container", with_notes(spec_, notes_, out_.take()), !container_.environment.empty(),
          notes_.not_carried()};
}

}  // namespace

std::vector<Exported> quadlet_networks(const std::vector<service::Spec>& specs) {
  std::set<std::string> names;
  for (const auto& spec : specs)
    for (const auto& network : spec.container.networks)
      if (service::is_own_network(network.name)) names.insert(network.name);
  std::vector<Exported> all;
  for (const auto& name : names) all.push_back({name + ".network", fmt::format("[Network]\nNetworkName={}\n", name)});
  return all;
}

Exported quadlet(const service::Spec& spec, const Surroundings& around) {
  return Quadlet(spec, around).text();
}

}  // namespace berth::exporting
