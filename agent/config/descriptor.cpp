#include "config/descriptor.h"

#include <algorithm>
#include <cstdint>

#include "config/compose_keys.h"
#include "config/container_keys.h"
#include "config/document.h"
#include "config/log_keys.h"
#include "config/process_keys.h"
#include "config/reload_keys.h"
#include "config/schedule_keys.h"
#include "config/section.h"
#include "config/unit_keys.h"
#include "config/update_keys.h"
#include "service/name.h"

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
  if (said == nullptr || spec.process || spec.container.ready_when == service::ReadyWhen::container) return;
  auto limit = parse_duration(*said);
  bool is_off = limit && (*limit == Duration::zero() || *limit == Duration::max());
  const auto* why = spec.compose ? "nobody in a Compose project could send WATCHDOG=1"
                                 : "it needs Container: Notify: container, or nobody would send WATCHDOG=1";
  if (!is_off) section.take("WatchdogSec").complain(why);
}

// The restart is systemd's, of a unit that failed.
void check_on_failure(Section& section, const service::Spec& spec) {
  const auto* said = last_value(spec.service, "Restart");
  if (said == nullptr || spec.container.on_unhealthy != service::OnUnhealthy::restart) return;
  if (*said == "on-failure" || *said == "always") return;
  section.take("HealthOnFailure")
      .complain(fmt::format("restart needs Service: Restart: on-failure or always, and it is {} there", *said));
}

// Whether a restart after each end leaves the timer something to do.
bool waits_long(const service::Spec& spec) {
  const auto* said = last_value(spec.service, "RestartSec");
  if (said == nullptr) return false;
  auto wait = parse_duration(*said);
  return wait && *wait >= std::chrono::minutes(1);
}

// A job comes to its end, and its timer starts it again; what Install says is about the timer.
void check_job(Section& service, Section& install, const service::Spec& spec) {
  if (!spec.schedule) return;
  const auto* restart = last_value(spec.service, "Restart");
  bool is_endless = restart != nullptr && (*restart == "always" || *restart == "on-success");
  if (is_endless && !waits_long(spec))
    service.take("Restart").complain(
        fmt::format("{} would start a job again at once, without its Schedule: use on-failure or no, or say with "
                    "RestartSec how long to wait, 1min or more",
                    *restart));
  for (const auto& [key, value] : spec.install)
    if (key == "Alias" && !value.ends_with(".timer"))
      install.take("Alias").complain("with a Schedule, Install is about the timer: another name of it ends in .timer");
}

// One project in place of one container: what only the latter has is not there.
void read_project(Section& root, Section& compose, const Section& container, const Roots& roots, service::Spec& spec) {
  spec.container = {};
  read_compose(compose, container, spec.name, roots, spec.compose.emplace());
  auto complain = [&](const char* key, std::string_view why) {
    if (root.has(key)) root.scope().problems.add(root.take_section(key).place(), fmt::format("{}: {}", key, why));
  };
  complain("Container", "it can't be beside Compose: the compose file describes the project's containers");
  complain("Update", "it can't be beside Compose: the images of a project have no trial and no way back");
}

// A program of the host: nothing about images is for it.
void read_as_process(Section& root, const Specifiers& specifiers, const Roots& roots, Section& process,
                     service::Spec& spec) {
  if (!root.has("Process")) return;
  spec.container = {};
  spec.compose.reset();
  spec.process.emplace();
  if (!process.is_map()) return;
  auto expanded = root.take_section("Process", &specifiers);
  read_process(process, expanded, spec.name, roots, *spec.process);
}

void check_process(const Section& root, const Section& process, const std::vector<std::string>& meant_keys,
                   const std::vector<const Section*>& useless) {
  auto& problems = root.scope().problems;
  if (process.is_map() && !process.has("Exec") && !contains(meant_keys, "Exec"))
    problems.add(process.place(), "Exec is missing in Process");
  for (const auto* section : useless)
    if (root.has(section->name()))
      problems.add(section->place(), fmt::format("{} can't stand beside Process, which has no image", section->name()));
}

// `files`: the descriptor, then its drop-ins.
void read_sections(const std::vector<const Node*>& files, const Roots& roots, const Specifiers& specifiers,
                   Problems& problems, service::Spec& spec, Origins* origins) {
  Section root("", files, Scope{problems, nullptr, origins});
  auto unit = root.take_section("Unit");
  auto container = root.take_section("Container", &specifiers);
  auto service = root.take_section("Service");
  auto log = root.take_section("Log", &specifiers);
  auto install = root.take_section("Install");
  auto update = root.take_section("Update");
  auto schedule = root.take_section("Schedule");
  auto compose = root.take_section("Compose", &specifiers);
  auto process = root.take_section("Process");
  read_unit(unit, spec);
  read_container(container, spec.name, roots, spec.container);
  if (root.has("Compose")) read_project(root, compose, container, roots, spec);
  read_as_process(root, specifiers, roots, process, spec);
  read_service(service, spec);
  read_on_config_change(service, spec);
  read_log(log, spec.name, roots, spec.log);
  read_update(update, spec.update);
  read_schedule(schedule, root.has("Schedule"), spec.schedule);
  read_install(install, spec);
  check_watchdog(service, spec);
  check_on_failure(container, spec);
  check_job(service, install, spec);

  const std::vector<const Section*> all = {&container, &compose, &process,  &unit,   &service,
                                           &log,       &update,  &schedule, &install};
  auto meant = root.finish(all);
  auto meant_keys = container.finish(all);
  auto meant_in_process = process.finish(all);
  if (spec.process) check_process(root, process, meant_in_process, {&container, &compose, &update});
  for (const auto* section : {&compose, &unit, &service, &log, &update, &schedule, &install}) section->finish(all);

  bool is_of_other_kind = root.has("Compose") || root.has("Process");
  if (files.front()->kind != Node::Kind::map || is_of_other_kind || contains(meant, "Container") ||
      contains(meant, "Compose"))
    return;
  if (!root.has("Container"))
    problems.add(root.place(), "the section Container is missing");
  else if (container.is_map() && !container.has("Image") && !contains(meant_keys, "Image"))
    problems.add(container.place(), "Image is missing in Container");
}

std::vector<Node> read_files(const Loaded& loaded, Problems& problems) {
  std::vector<Node> files = {read_document(loaded.text, problems)};
  bool is_readable = problems.empty() || files[0].kind != Node::Kind::null;
  if (is_readable && files[0].kind == Node::Kind::null) problems.add({}, "the descriptor is empty");
  for (const auto& drop_in : loaded.drop_ins) {
    auto number = static_cast<int>(files.size());
    if (drop_in.problem) problems.add({0, 0, number}, drop_in.problem->text, drop_in.problem->suggestion);
    files.push_back(drop_in.problem ? Node{} : read_document(drop_in.text, problems, number));
  }
  return files;
}

std::vector<const Node*> pointers_to(const std::vector<Node>& files) {
  std::vector<const Node*> all;
  for (const auto& file : files) all.push_back(&file);
  return all;
}

// Of a descriptor without drop-ins, its text as it is.
std::string all_text(const Loaded& loaded) {
  auto text = loaded.text;
  for (const auto& drop_in : loaded.drop_ins) text += fmt::format("\n--- drop-in\n{}", drop_in.text);
  return text;
}

// As if the service were called `name`; the description is as it was written, and may be empty.
Reading read_as(const std::string& name, const Loaded& loaded, const Roots& roots, const HostFacts& facts,
                Origins* origins) {
  Reading reading;
  auto& spec = reading.spec;
  spec.name = name;
  spec.path = loaded.path;
  for (const auto& drop_in : loaded.drop_ins) spec.drop_ins.push_back(drop_in.path);
  reading.hash = content_hash(all_text(loaded));
  Problems problems(loaded.path, spec.drop_ins, loaded.most_problems);
  auto files = read_files(loaded, problems);
  if (origins != nullptr) *origins = {};
  read_sections(pointers_to(files), roots, Specifiers(name, facts), problems, spec, origins);
  if (origins != nullptr) origins->files = std::move(files);
  reading.problems = problems.sorted();
  if (loaded.problem) reading.problems.assign(1, *loaded.problem);
  return reading;
}

std::string_view kind_of(const service::Spec& spec) {
  if (spec.process) return "process";
  return spec.compose ? "Compose project" : "container";
}

Reading read_template(const Loaded& loaded, const Roots& roots, const HostFacts& facts, Origins* origins) {
  auto reading = read_as(loaded.name + "instance", loaded, roots, facts, origins);
  if (const auto* instance = last_value(reading.spec.install, "DefaultInstance"))
    if (service::check_name(loaded.name + *instance))
      reading = read_as(loaded.name + *instance, loaded, roots, facts, origins);
  auto& spec = reading.spec;
  spec.name = loaded.name;
  auto description = spec.description.empty() ? fmt::format("%N ({})", kind_of(spec)) : spec.description;
  spec.unit.insert(spec.unit.begin(), {"Description", description});
  return reading;
}

}  // namespace

Reading read_descriptor(const Loaded& loaded, const Roots& roots, const HostFacts& facts, Origins* origins) {
  if (service::is_template(loaded.name)) return read_template(loaded, roots, facts, origins);
  auto reading = read_as(loaded.name, loaded, roots, facts, origins);
  auto& description = reading.spec.description;
  auto kind = kind_of(reading.spec);
  if (description.empty()) description = fmt::format("{} ({})", loaded.name, kind);
  // Only a description: a % that means nothing stays as it is.
  if (auto expanded = Specifiers(loaded.name, facts).expand(description)) description = *expanded;
  return reading;
}

Reading read_descriptor(const std::string& path, std::string_view name, std::string_view text, const Roots& roots,
                        const HostFacts& facts) {
  return read_descriptor(Loaded{std::string(name), path, std::string(text), std::nullopt, {}}, roots, facts);
}

std::string content_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

}  // namespace berth::config
