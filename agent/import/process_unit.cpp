#include "import/process_unit.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/environment_file.h"
#include "import/unit_sections.h"

namespace berth::importing {

namespace {

const std::string section = "Process";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string origin_of(const Assignment& one) {
  return fmt::format("{}={}", one.key, one.value);
}

// Whether docker run --env-file, as which Berth reads it, finds the same in it as systemd.
bool reads_alike(const std::string& text, const std::map<std::string, std::string>& values) {
  config::Problems problems("");
  auto pairs = config::read_environment_file(text, problems);
  bool is_continued = text.find("\\\n") != std::string::npos;
  return problems.empty() && !is_continued && std::map(pairs.begin(), pairs.end()) == values;
}

class ProcessUnit {
 public:
  ProcessUnit(const UnitFile& unit, const FileReader& read_file, Draft& draft)
      : unit_(unit), read_file_(read_file), draft_(draft) {}
  Result<void> carry();

 private:
  void carry_commands();
  void carry_last(const char* command, const char* key);
  void carry_environment();
  void carry_file(const std::string& said);
  void carry_key(const Assignment& one);
  void carry_type(const Assignment& one);

  const UnitFile& unit_;
  const FileReader& read_file_;
  Draft& draft_;
};

void ProcessUnit::carry_last(const char* command, const char* key) {
  auto lines = unit_.values("Service", command);
  for (const auto& line : lines) {
    auto origin = fmt::format("{}={}", command, line);
    if (&line == &lines.back())
      draft_.set(section, key, line, origin);
    else
      draft_.leave_out(section, origin, fmt::format("{} is one command", key));
  }
}

void ProcessUnit::carry_commands() {
  draft_.set(section, "Exec", unit_.values("Service", "ExecStart").front(), "ExecStart=");
  for (const auto& line : unit_.values("Service", "ExecStartPre"))
    draft_.add(section, "PreRun", line, "ExecStartPre=" + line);
  carry_last("ExecReload", "ReloadCmd");
  carry_last("ExecStop", "StopCmd");
  for (const auto* key : {"ExecCondition", "ExecStartPost", "ExecStopPost"})
    for (const auto& line : unit_.values("Service", key))
      draft_.leave_out(section, fmt::format("{}={}", key, line), "Berth has no command at that moment");
}

// With systemd a file wins over the unit, with Berth a variable over the files.
void ProcessUnit::carry_file(const std::string& said) {
  auto origin = "EnvironmentFile=" + said;
  bool is_optional = said.starts_with('-');
  auto path = with_fixed_specifiers(said.substr(is_optional ? 1 : 0));
  if (path.find_first_of("*?[") != std::string::npos) return draft_.leave_out(section, origin, "name each file");
  auto text = read_file_(path);
  auto values = text ? read_variables(*text) : std::map<std::string, std::string>{};
  if (!text || reads_alike(*text, values)) {
    for (const auto& [name, value] : values) draft_.drop_pair(section, "Environment", name);
    return draft_.add(section, "EnvironmentFile", (is_optional ? "-" : "") + path, origin);
  }
  for (const auto& [name, value] : values)
    draft_.add_pair(section, "Environment", name, escaped_percent(value), origin);
  draft_.leave_out(section, origin, "Berth would keep its quotes: Environment has what is in it now");
}

void ProcessUnit::carry_environment() {
  for (const auto& line : unit_.values("Service", "Environment")) {
    auto words = split_line(line);
    if (!words) {
      draft_.leave_out(section, "Environment=" + line, words.error().text);
      continue;
    }
    for (const auto& word : *words) {
      auto equals = word.find('=');
      if (equals == std::string::npos) {
        draft_.leave_out(section, "Environment=" + word, "systemd ignores it, too");
        continue;
      }
      auto value = with_fixed_specifiers(word.substr(equals + 1));
      draft_.add_pair(section, "Environment", word.substr(0, equals), value, "Environment=" + word);
    }
  }
  for (const auto& said : unit_.values("Service", "EnvironmentFile")) carry_file(said);
}

void ProcessUnit::carry_type(const Assignment& one) {
  if (is_one_of(one.value, {"notify", "notify-reload"})) draft_.set(section, "Notify", "process", origin_of(one));
  bool is_same =
      is_one_of(one.value, {"simple", "exec", "idle", "notify"}) || (one.value == "oneshot" && is_job(draft_));
  if (!is_same)
    draft_.leave_out("Service", origin_of(one), "a start is over when the program runs, or says READY=1: see Notify");
}

void ProcessUnit::carry_key(const Assignment& one) {
  bool is_usual = (one.key == "NotifyAccess" && is_one_of(one.value, {"main", "exec"})) ||
                  (one.key == "StandardInput" && one.value == "null");
  if (is_usual) return;
  if (one.value.empty()) {
    draft_.drop("Service", one.key);
    if (one.key == "CapabilityBoundingSet")
      draft_.leave_out("Service",
                       "CapabilityBoundingSet=", "a descriptor has no empty value: name those that are gone");
  } else if (one.key == "Type") {
    carry_type(one);
  } else if (one.key == "StandardOutput" || one.key == "StandardError") {
    carry_output(one, unit_, draft_);
  } else if (is_one_of(one.key, {"User", "Group", "WorkingDirectory"})) {
    draft_.set(section, one.key, one.value, origin_of(one));
  } else if (one.key == "KillSignal") {
    draft_.set(section, "StopSignal", one.value, origin_of(one));
  } else if (unit_.values("Service", one.key).size() > 1) {
    draft_.add("Service", one.key, one.value, origin_of(one));
  } else {
    draft_.set("Service", std::string(today(one.key)), one.value, origin_of(one));
  }
}

Result<void> ProcessUnit::carry() {
  auto type = unit_.last("Service", "Type");
  if (type == "forking")
    return Error{ErrorKind::invalid,
                 "Type=forking: a Process stays in the foreground, as with an option of the program"};
  carry_commands();
  carry_environment();
  for (const auto& one : unit_.assignments) {
    bool is_elsewhere = one.key.starts_with("Exec") || is_one_of(one.key, {"Environment", "EnvironmentFile"});
    if (one.section == "Service" && !is_elsewhere) carry_key(one);
  }
  return {};
}

}  // namespace

Result<void> carry_process_unit(const UnitFile& unit, const FileReader& read_file, Draft& draft) {
  return ProcessUnit(unit, read_file, draft).carry();
}

}  // namespace berth::importing
