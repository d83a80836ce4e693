#include "import/unit_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::importing {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string origin_of(const Assignment& one) {
  return fmt::format("{}={}", one.key, one.value);
}

bool is_dependency(std::string_view key) {
  return is_one_of(key, {"Requires", "Wants", "BindsTo", "After", "PartOf", "Requisite", "Upholds", "Before"});
}

std::string without_docker(std::string_view value) {
  std::vector<std::string> kept;
  for (auto word : text::split(value, ' '))
    if (!word.empty() && !is_one_of(word, {"docker.service", "docker.socket", "docker"})) kept.emplace_back(word);
  return text::join(kept, " ");
}

bool is_single(std::string_view key) {
  return is_one_of(key, {"Description", "DefaultDependencies"}) || key.starts_with("StartLimit") ||
         key.starts_with("JobTimeout");
}

void carry_all(const UnitFile& file, const std::string& section, bool is_of_docker, Draft& draft) {
  for (const auto& one : file.assignments) {
    if (one.section != section) continue;
    std::string key(today(one.key));
    bool is_kept = !is_dependency(key) && one.value.empty();
    if (is_kept) draft.drop(section, key);  // an empty value takes back what was said
    auto value = is_of_docker && is_dependency(key) ? without_docker(one.value) : one.value;
    if (value.empty()) continue;
    if (is_single(key))
      draft.set(section, key, value, origin_of(one));
    else
      draft.add(section, key, value, origin_of(one));
  }
}

// What tells systemd how the docker command behaves, and nothing of the container.
bool is_of_command(const Assignment& one, const Draft& draft) {
  if (one.key == "Type" && one.value == "oneshot") return is_job(draft);
  if (one.key == "RemainAfterExit") return is_one_of(one.value, {"no", "false", "off", "0"});
  if (one.key == "Type") return is_one_of(one.value, {"simple", "exec", "notify", "forking", "idle"});
  if (one.key == "KillMode") return is_one_of(one.value, {"control-group", "mixed", "process"});
  if (one.key == "WorkingDirectory") return true;  // where relative paths begin: working_paths.h
  return one.key == "NotifyAccess";
}

bool is_elsewhere(std::string_view key) {
  return key.starts_with("Exec") || is_one_of(key, {"Environment", "EnvironmentFile", "PassEnvironment"});
}

}  // namespace

std::string_view today(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> names = {
      {{"StartLimitInterval", "StartLimitIntervalSec"},
       {"BindTo", "BindsTo"},
       {"PropagateReloadTo", "PropagatesReloadTo"},
       {"PropagateReloadFrom", "ReloadPropagatedFrom"}}};
  for (const auto& [old, current] : names)
    if (key == old) return current;
  return key;
}

bool is_job(const Draft& draft) {
  return std::any_of(draft.sections().begin(), draft.sections().end(),
                     [](const auto& section) { return section.name == "Schedule" && !section.entries.empty(); });
}

void carry_output(const Assignment& one, const UnitFile& file, Draft& draft) {
  bool is_error = one.key == "StandardError";
  bool is_as_usual =
      is_one_of(one.value, {"inherit", "journal"}) || one.value == file.last("Service", "StandardOutput");
  if (is_error && is_as_usual) return;
  if (is_error) return draft.leave_out("Log", origin_of(one), "errors go where the rest of the output goes");
  auto colon = one.value.find(':');
  auto kind = one.value.substr(0, colon);
  if (is_one_of(kind, {"append", "file", "truncate"}) && colon != std::string::npos)
    draft.set("Log", "File", one.value.substr(colon + 1), origin_of(one));
  if (kind == "truncate") draft.remark("Log", "Berth appends to the file, and rotates it by MaxSize");
  if (kind == "null") {
    draft.set("Log", "File", "none", origin_of(one));
    draft.set("Log", "Journal", "no", origin_of(one));
  }
  bool is_other = !is_one_of(kind, {"append", "file", "truncate", "null", "journal", "inherit", "syslog", "kmsg"});
  bool has_console = one.value.ends_with("+console");
  if (is_other || has_console)
    draft.leave_out("Log", origin_of(one), "the output goes to the journal and to Log: File");
}

void carry_unit(const UnitFile& file, bool is_of_docker, Draft& draft) {
  carry_all(file, "Unit", is_of_docker, draft);
}

void carry_install(const UnitFile& file, Draft& draft) {
  carry_all(file, "Install", false, draft);
}

void carry_service(const UnitFile& file, Draft& draft) {
  for (const auto& one : file.assignments) {
    if (one.section != "Service" || is_elsewhere(one.key) || is_of_command(one, draft)) continue;
    std::string key(today(one.key));
    if (one.value.empty())
      draft.drop("Service", key);
    else if (key == "StandardOutput" || key == "StandardError")
      carry_output(one, file, draft);
    else if (is_one_of(key, {"User", "Group", "SupplementaryGroups"}))
      draft.leave_out("Service", origin_of(one), "it is of the command, not of the container");
    else if (key == "Type")
      draft.leave_out("Service", origin_of(one), "a start is over when the container runs, see Notify");
    else if (key.ends_with("ExitStatus"))
      draft.add("Service", key, one.value, origin_of(one));
    else
      draft.set("Service", key, one.value, origin_of(one));
  }
}

void leave_out_rest(const UnitFile& file, const std::vector<std::string>& known, Draft& draft) {
  for (const auto& one : file.assignments) {
    bool is_known = std::find(known.begin(), known.end(), one.section) != known.end();
    if (!is_known)
      draft.leave_out("Unit", fmt::format("[{}] {}", one.section, origin_of(one)), "a descriptor has no such section");
  }
  for (const auto& line : file.ignored) draft.leave_out("Unit", line, "systemd ignores it, too");
}

}  // namespace berth::importing
