#include "config/container_keys.h"

#include <algorithm>

#include "base/text.h"
#include "config/checked.h"
#include "config/device_keys.h"
#include "config/foreign_keys.h"
#include "config/health.h"
#include "config/mounts.h"
#include "config/namespace_keys.h"
#include "config/network_keys.h"
#include "config/paths.h"
#include "config/pull_keys.h"
#include "config/reload_keys.h"
#include "config/resource_keys.h"
#include "config/security_keys.h"
#include "service/name.h"

namespace berth::config {

namespace {

// Docker's word and Quadlet's for the same thing.
void read_init(Section& section, service::Container& container) {
  auto init = section.take("Init");
  auto run_init = section.take("RunInit");
  if (init && run_init) return run_init.complain("Init says the same: write one of the two");
  container.init = (init ? init : run_init).flag().value_or(false);
}

void read_user(Section& section, service::Container& container) {
  auto is_one = [](std::string_view text) { return is_name(text, "_.-$"); };
  auto is_user = [&](std::string_view text) {
    auto colon = text.find(':');
    return is_one(text.substr(0, colon)) && (colon == std::string_view::npos || is_one(text.substr(colon + 1)));
  };
  container.user = read_checked(section.take("User"), is_user, "no user or user:group");
  container.groups = read_checked_list(section.take("GroupAdd"), is_one, "no group");
  auto group = section.take("Group");
  auto name = read_checked(group, is_one, "no group");
  if (name.empty()) return;
  if (!section.has("User")) return group.complain("it needs a User");
  if (container.user.empty()) return;
  if (container.user.find(':') != std::string::npos) return group.complain("User names a group already");
  container.user += ":" + name;
}

void read_platform(Section& section, service::Container& container) {
  auto is_platform = [](std::string_view text) {
    auto parts = text::split(text, '/');
    return parts.size() <= 3 && std::all_of(parts.begin(), parts.end(), [](auto part) { return is_name(part); });
  };
  container.platform = read_checked(section.take("Platform"), is_platform, "no platform such as linux/arm64");
  container.runtime = read_checked(
      section.take("Runtime"), [](auto text) { return is_name(text); }, "no runtime's name such as runc or nvidia");
}

void read_process(Section& section, std::string_view service_name, service::Container& container) {
  container.name = read_checked(
      section.take("ContainerName"), [](auto text) { return is_name(text) && text.size() > 1; },
      "no container's name: letters, digits and _ . -, at least two");
  if (container.name.empty()) container.name = service::container_name(service_name);
  if (auto words = section.take("Exec").words()) container.exec = *words;
  container.entrypoint = section.take("Entrypoint").words();
  auto working_dir = section.take("WorkingDir");
  if (auto said = working_dir.text()) {
    if (auto path = absolute_path(*said))
      container.working_dir = *path;
    else
      working_dir.complain(path.error().text);
  }
  read_user(section, container);
  auto is_host_name = [](auto text) { return text.size() <= 63 + 190 && is_name(text, "-._"); };
  container.host_name = read_checked(section.take("HostName"), is_host_name, "no host name");
  container.domain_name = read_checked(section.take("DomainName"), is_host_name, "no domain such as example.org");
  read_init(section, container);
}

void read_stop(Section& section, service::Container& container) {
  container.stop_signal = read_signal(section.take("StopSignal"));
  auto timeout = section.take("StopTimeout");
  auto span = timeout.duration();
  if (span && *span <= std::chrono::hours(24 * 7))
    container.stop_timeout = *span;
  else if (span)
    timeout.complain("it must be at most a week");
}

void read_marks(Section& section, service::Container& container) {
  auto read = [&](const std::string& key, auto& pairs) {
    auto field = section.take(key);
    for (auto& pair : field.pairs()) {
      if (pair.key.empty())
        field.complain(pair.place, "a name is missing before the =");
      else if (key == "Label" && pair.key.starts_with("org.berth."))
        field.complain(pair.place, fmt::format("{} is a label of Berth's own", text::printable(pair.key, 80)));
      else
        pairs.emplace_back(std::move(pair.key), std::move(pair.value));
    }
  };
  read("Label", container.labels);
  read("LogOpt", container.log_options);
  container.log_driver = read_checked(
      section.take("LogDriver"), [](auto text) { return is_name(text, "_.-/:"); }, "no log driver's name");
  if (container.log_driver == "none" && !container.log_options.empty())
    section.take("LogOpt").complain("the log driver none has no options");
}

}  // namespace

void read_environment(Section& section, std::vector<std::pair<std::string, std::string>>& environment) {
  auto field = section.take("Environment");
  for (auto& pair : field.pairs()) {
    bool good = !pair.key.empty() && std::none_of(pair.key.begin(), pair.key.end(),
                                                  [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '='; });
    if (good)
      environment.emplace_back(std::move(pair.key), std::move(pair.value));
    else
      field.complain(pair.place, "a variable's name must not be empty or have blanks or = in it");
  }
}

void read_container(Section& section, std::string_view service_name, const Roots& roots,
                    service::Container& container) {
  read_pull(section, service_name, roots, container);
  read_platform(section, container);
  read_process(section, service_name, container);
  read_environment(section, container.environment);
  read_mounts(section, service_name, roots, container);
  read_network(section, container);
  read_namespaces(section, container);
  read_security(section, service_name, roots, container);
  read_devices(section, container);
  read_resources(section, container);
  read_stop(section, container);
  read_pre_runs(section, container);
  read_reload(section, container);
  read_marks(section, container);
  read_health(section, container);
  refuse_foreign_keys(section);
}

}  // namespace berth::config
