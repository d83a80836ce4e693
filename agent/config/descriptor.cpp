#include "config/descriptor.h"

#include <algorithm>
#include <cstdint>

#include "config/container_keys.h"
#include "config/document.h"
#include "config/section.h"
#include "config/unit_keys.h"
#include "config/update_keys.h"

namespace berth::config {

namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What systemd goes by when a key is given more than once.
const std::string* last_value(const service::UnitKeys& keys, std::string_view key) {
  auto found = std::find_if(keys.rbegin(), keys.rend(), [&](const auto& entry) { return entry.first == key; });
  return found == keys.rend() ? nullptr : &found->second;
}

// Nobody but the container itself can say that it still works.
void check_watchdog(Section& section, const service::Spec& spec) {
  const auto* said = last_value(spec.service, "WatchdogSec");
  if (said == nullptr || spec.container.ready_when == service::ReadyWhen::container) return;
  auto limit = parse_duration(*said);
  bool is_off = limit && (*limit == Duration::zero() || *limit == Duration::max());
  if (!is_off)
    section.take("WatchdogSec").complain("it needs Container: Notify: container, or nobody would send WATCHDOG=1");
}

// The restart is systemd's, of a unit that failed.
void check_on_failure(Section& section, const service::Spec& spec) {
  const auto* said = last_value(spec.service, "Restart");
  if (said == nullptr || spec.container.on_unhealthy != service::OnUnhealthy::restart) return;
  if (*said == "on-failure" || *said == "always") return;
  section.take("HealthOnFailure")
      .complain(fmt::format("restart needs Service: Restart: on-failure or always, and it is {} there", *said));
}

void read_sections(const Node& root_node, const Roots& roots, const Specifiers& specifiers, Problems& problems,
                   service::Spec& spec) {
  Section root("", &root_node, Scope{problems});
  auto unit = root.take_section("Unit");
  auto container = root.take_section("Container", &specifiers);
  auto service = root.take_section("Service");
  auto log = root.take_section("Log", &specifiers);
  auto install = root.take_section("Install");
  auto update = root.take_section("Update");
  root.not_yet({"Compose", "Process", "Schedule"});
  read_unit(unit, spec);
  read_container(container, spec.name, roots, spec.container);
  read_service(service, spec);
  read_log(log, spec.name, roots, spec.log);
  read_update(update, spec.update);
  read_install(install, spec);
  check_watchdog(service, spec);
  check_on_failure(container, spec);

  auto meant = root.finish({&container, &unit, &service, &log, &update, &install});
  unit.finish({&service, &install, &container, &log, &update});
  auto meant_keys = container.finish({&service, &unit, &install, &log, &update});
  service.finish({&container, &unit, &install, &log, &update});
  log.finish({&container, &service, &unit, &install, &update});
  update.finish({&container, &service, &unit, &install, &log});
  install.finish({&unit, &service, &container, &log, &update});

  bool is_of_other_kind = root.has("Compose") || root.has("Process");
  if (root_node.kind != Node::Kind::map || is_of_other_kind || contains(meant, "Container")) return;
  if (!root.has("Container"))
    problems.add(root.place(), "the section Container is missing");
  else if (container.is_map() && !container.has("Image") && !contains(meant_keys, "Image"))
    problems.add(container.place(), "Image is missing in Container");
}

}  // namespace

Reading read_descriptor(const std::string& path, std::string_view name, std::string_view text, const Roots& roots,
                        const HostFacts& facts) {
  Reading reading;
  auto& spec = reading.spec;
  spec.name = name;
  spec.path = path;
  reading.hash = content_hash(text);
  Problems problems(path);
  auto root = read_document(text, problems);
  bool is_readable = problems.empty() || root.kind != Node::Kind::null;
  if (is_readable && root.kind == Node::Kind::null) problems.add({}, "the descriptor is empty");
  read_sections(root, roots, Specifiers(name, facts), problems, spec);
  if (spec.description.empty()) spec.description = fmt::format("{} (container)", name);
  reading.problems = problems.sorted();
  return reading;
}

std::string content_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

}  // namespace berth::config
