#include "export/docker_unit.h"

#include <algorithm>

#include "export/unit_file.h"
#include "export/words.h"
#include "service/name.h"

namespace berth::exporting {

namespace {

using Words = std::vector<std::string>;
using service::PullPolicy;

class DockerUnit {
 public:
  DockerUnit(const service::Spec& spec, const Surroundings& around) : spec_(spec), around_(around) {}
  Exported text();

 private:
  void settle_optional();
  void write_run(std::string_view key, const RunOptions& options, const Words& arguments);
  void write_pre_runs();
  void write_commands();
  void write_reload();
  void note_readiness();

  service::Spec spec_;
  const Surroundings& around_;
  const service::Container& container_ = spec_.container;
  Notes notes_;
  RunOptions options_;
  UnitFile out_;
};

// Docker's command has no word for a file that may be missing.
void DockerUnit::settle_optional() {
  std::erase_if(options_, [&](const RunOption& option) {
    if (!option.is_optional) return false;
    auto path = option.value.substr(0, option.name == "device" ? option.value.find(':') : std::string::npos);
    bool is_there = around_.exists(path);
    auto what = fmt::format("--{} {}", option.name, option.value);
    if (is_there)
      notes_.remark(fmt::format("without {}, docker run fails; Berth goes on without it", path));
    else
      notes_.leave_out(what, "docker run fails where there is none, as here");
    return !is_there;
  });
}

void DockerUnit::write_run(std::string_view key, const RunOptions& options, const Words& arguments) {
  std::string command = fmt::format("docker run --rm --name {}", exec_word(container_.name));
  for (const auto& option : options) {
    command += fmt::format(" \\\n    --{}", option.name);
    if (option.has_value) command += " " + exec_word(option.value);
  }
  command += " \\\n    " + exec_word(container_.image);
  if (!arguments.empty()) command += " " + exec_line(arguments);
  bool may_fail = key.ends_with('-');
  if (may_fail) key.remove_suffix(1);
  out_.key(key, (may_fail ? "-" : "") + command);
}

// Nobody is to find the service there yet.
void DockerUnit::write_pre_runs() {
  RunOptions options;
  for (const auto& option : options_) {
    bool is_of_service = option.name == "publish" || option.name == "network-alias" ||
                         option.name.starts_with("health-") || option.name == "no-healthcheck";
    if (!is_of_service) options.push_back(option);
  }
  if (!container_.pre_runs.empty() && container_.health) options.push_back({"no-healthcheck", "true", false});
  Words first;
  if (container_.entrypoint && container_.entrypoint->size() > 1)
    first.assign(container_.entrypoint->begin() + 1, container_.entrypoint->end());
  for (const auto& one : container_.pre_runs) {
    auto words = first;
    words.insert(words.end(), one.exec.begin(), one.exec.end());
    write_run(one.may_fail ? "ExecStartPre-" : "ExecStartPre", options, words);
  }
}

void DockerUnit::write_reload() {
  if (auto words = reload_words("docker", container_); !words.empty()) out_.key("ExecReload", exec_line(words));
}

void DockerUnit::write_commands() {
  auto name = container_.name;
  if (container_.pull == PullPolicy::newer) {
    Words pull = {"docker", "pull"};
    if (!container_.platform.empty()) pull.insert(pull.end(), {"--platform", container_.platform});
    pull.push_back(container_.image);
    out_.key("ExecStartPre", "-" + exec_line(pull));
  }
  out_.key("ExecStartPre", "-" + exec_line({"docker", "stop", name}));
  out_.key("ExecStartPre", "-" + exec_line({"docker", "rm", name}));
  for (const auto& network : container_.networks)
    if (service::is_own_network(network.name))
      out_.key("ExecStartPre", "-" + exec_line({"docker", "network", "create", network.name}));
  if (container_.networks.size() > 1) notes_.remark("docker run takes several networks from Docker 25 on");
  write_pre_runs();
  write_run("ExecStart", options_, run_arguments(container_));
  write_reload();
  out_.key("ExecStop", exec_line({"docker", "stop", name}));
}

void DockerUnit::note_readiness() {
  bool is_watched = std::erase_if(spec_.service, [](const auto& one) { return one.first == "WatchdogSec"; }) > 0;
  if (is_watched) notes_.leave_out("Service: WatchdogSec", "docker run sends no WATCHDOG=1");
  if (container_.ready_when == service::ReadyWhen::healthy)
    notes_.leave_out("Notify: healthy", "systemd does not wait for a health check of Docker's");
  if (container_.ready_when == service::ReadyWhen::container)
    notes_.leave_out("Notify: container", "Docker gives a container no socket to say that it is ready");
  if (container_.on_unhealthy == service::OnUnhealthy::restart)
    notes_.leave_out("HealthOnFailure: restart", "Docker does nothing about a container that is unhealthy");
  if (container_.health && !container_.health->test.empty() && container_.health->test.front() == "CMD")
    notes_.remark("the health check is run by a shell: docker run has no other way");
}

Exported DockerUnit::text() {
  options_ = run_options(container_, around_.exists, notes_);
  settle_optional();
  note_readiness();
  write_unit_section(spec_, true, out_);
  out_.section("Service");
  write_commands();
  write_service_keys(spec_, around_, out_, notes_);
  write_install(spec_, out_);
  note_berths_own(spec_, notes_);
  return {service::unit_name(spec_.name), with_notes(spec_, notes_, out_.take()), !container_.environment.empty(),
          notes_.not_carried()};
}

}  // namespace

Exported docker_unit(const service::Spec& spec, const Surroundings& around) {
  return DockerUnit(spec, around).text();
}

}  // namespace berth::exporting
