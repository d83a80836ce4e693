#include "export/quadlet.h"

#include <algorithm>
#include <array>

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
                             Pair("env-file", "EnvironmentFile"),
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
                             Pair("volume", "Volume"),
                             Pair("workdir", "WorkingDir")};
// Keys of words, where blanks are to be quoted.
constexpr std::array pairs = {Pair("env", "Environment"), Pair("label", "Label"), Pair("log-opt", "LogOpt"),
                              Pair("sysctl", "Sysctl")};
constexpr std::array switches = {Pair("init", "RunInit"), Pair("read-only", "ReadOnly")};

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
  Quadlet(const service::Spec& spec, const Surroundings& around) : spec_(spec), around_(around) {}
  Exported text();

 private:
  void write(const RunOption& option);
  void write_security(const std::string& value);
  void write_volume(const RunOption& option);
  void write_pull();
  void write_readiness();
  void write_reload();
  void note_pre_runs();
  void write_container();

  const service::Spec& spec_;
  const Surroundings& around_;
  const service::Container& container_ = spec_.container;
  Notes notes_;
  std::string text_of_service_;
  UnitFile out_;
};

void Quadlet::write_security(const std::string& value) {
  if (value == "no-new-privileges") return out_.key("NoNewPrivileges", "true");
  if (value == "label=disable") return out_.key("SecurityLabelDisable", "true");
  if (value.starts_with("seccomp=")) return out_.key("SeccompProfile", quadlet_value(value.substr(8)));
  if (value == "systempaths=unconfined") return out_.key("Unmask", "ALL");
  out_.key("PodmanArgs", exec_line({"--security-opt", value}));
}

// Podman makes no folder on the host.
void Quadlet::write_volume(const RunOption& option) {
  out_.key("Volume", quadlet_value(option.value));
  auto source = option.value.substr(0, option.value.find(':'));
  if (source.starts_with('/') && !around_.exists(source))
    notes_.remark(fmt::format("Podman makes no folder {}: make it before the first start", source));
}

void Quadlet::write(const RunOption& option) {
  if (option.name == "security-opt") return write_security(option.value);
  if (option.name == "volume") return write_volume(option);
  if (option.name == "pull") return;
  if (option.name == "no-healthcheck") return out_.key("HealthCmd", "none");
  if (option.is_optional && option.name == "env-file" && !around_.exists(option.value))
    return notes_.leave_out("EnvironmentFile: -" + option.value, "Podman fails where there is none, as here");
  if (option.is_optional && option.name == "device") return out_.key("AddDevice", "-" + quadlet_value(option.value));
  if (auto key = find(switches, option.name); !key.empty()) return out_.key(key, "true");
  if (auto key = find(pairs, option.name); !key.empty()) return out_.key(key, exec_word(option.value));
  if (auto key = find(keys, option.name); !key.empty() && fits_a_line(option.value))
    return out_.key(key, quadlet_value(option.value));
  out_.key("PodmanArgs", exec_line({fmt::format("--{}", option.name), option.value}));
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
  if (container_.health && !container_.health->test.empty() && container_.health->test.front() == "CMD")
    notes_.remark("the health check is run by a shell");
}

void Quadlet::write_reload() {
  const auto& reload = container_.reload;
  if (!reload.signal.empty()) out_.key("ReloadSignal", reload.signal);
  if (!reload.command.empty()) out_.key("ReloadCmd", exec_line(reload.command));
  if (!reload.working_dir.empty())
    notes_.leave_out("ReloadWorkingDir: " + reload.working_dir, "Podman runs ReloadCmd where the container runs");
}

void Quadlet::note_pre_runs() {
  for (const auto& one : container_.pre_runs)
    notes_.leave_out(fmt::format("PreRun: {}{}", one.may_fail ? "-" : "", shell_text(one.exec)),
                     "Quadlet has no like: use a .container of its own, and After=");
}

void Quadlet::write_container() {
  out_.section("Container");
  out_.key("ContainerName", quadlet_value(container_.name));
  out_.key("Image", quadlet_value(container_.image));
  write_pull();
  for (const auto& option : run_options(container_, around_.exists, notes_)) write(option);
  auto arguments = run_arguments(container_);
  if (!arguments.empty()) out_.key("Exec", exec_line(arguments));
  bool is_to_file = text_of_service_.find("StandardOutput=") != std::string::npos;
  if (is_to_file && container_.log_driver.empty()) out_.key("LogDriver", "passthrough");
  write_readiness();
  write_reload();
  note_pre_runs();
}

Exported Quadlet::text() {
  UnitFile service;
  service.section("Service");
  bool must_restart = container_.on_unhealthy == service::OnUnhealthy::restart && !says(spec_.service, "Restart");
  if (must_restart) service.key("Restart", "on-failure");
  write_service_keys(spec_, around_, service, notes_);
  text_of_service_ = service.take();
  write_unit_section(spec_, false, out_);
  write_container();
  out_.text("\n" + text_of_service_);
  write_install(spec_, out_);
  note_berths_own(spec_, notes_);
  return {spec_.name + ".container", with_notes(spec_, notes_, out_.take()), !container_.environment.empty(),
          notes_.not_carried()};
}

}  // namespace

Exported quadlet(const service::Spec& spec, const Surroundings& around) {
  return Quadlet(spec, around).text();
}

}  // namespace berth::exporting
