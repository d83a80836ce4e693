#include "import/docker_steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "import/pre_run_step.h"
#include "import/reload_step.h"
#include "import/run_keys.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

class Steps {
 public:
  Steps(const DockerRun& run, const Variables& variables, Draft& draft);
  void take(const std::string& key, const std::string& line);
  void finish();

 private:
  void take_docker(const std::string& key, const std::string& origin, const Command& command, const DockerCall& call);
  bool take_own(const std::string& key, const DockerCall& call, const PlainCall& plain);
  bool is_own(const PlainCall& call) const;
  bool is_made_anyway(const DockerCall& call) const;
  void leave_out(const std::string& origin, std::string_view why) { draft_.leave_out(container, origin, why); }

  const DockerRun& run_;
  const Variables& variables_;
  Draft& draft_;
  std::string name_ = draft_.name;
  bool is_pulled_ = false;
};

Steps::Steps(const DockerRun& run, const Variables& variables, Draft& draft)
    : run_(run), variables_(variables), draft_(draft) {
  for (const auto& option : run.options) {
    if (option.rule->name == "name") name_ = option.value;
    if (option.rule->name == "pull") is_pulled_ = true;
  }
}

bool Steps::is_own(const PlainCall& call) const {
  return !call.words.empty() &&
         std::all_of(call.words.begin(), call.words.end(), [&](const auto& word) { return word == name_; });
}

// What a mount or --volume has as its source.
std::string source_of(const RunOption& option) {
  if (option.rule->name == "volume") return option.value.substr(0, option.value.find(':'));
  for (std::string_view key : {",source=", ",src="})
    if (auto at = ("," + option.value).find(key); at != std::string::npos) {
      auto begin = at + key.size() - 1;
      return option.value.substr(begin, option.value.find(',', begin) - begin);
    }
  return "";
}

// Berth, too, makes the network and the volume that are missing, if nothing more is asked of them.
bool Steps::is_made_anyway(const DockerCall& call) const {
  auto words = call.rest;
  bool has_name_option = words.size() == 3 && words[1] == "--name";
  if (has_name_option) words.erase(words.begin() + 1);
  if (words.size() != 2 || words.front() != "create") return false;
  return std::any_of(run_.options.begin(), run_.options.end(), [&](const auto& option) {
    if (call.verb == "volume") return source_of(option) == words.back();
    bool is_network = option.rule->name == "network" || option.rule->name == "net";
    return is_network && network_of(option.value) == words.back();
  });
}

// Pulls, stops and removals of the service's own container.
bool Steps::take_own(const std::string& key, const DockerCall& call, const PlainCall& plain) {
  if (call.verb == "pull") {
    bool is_same = plain.words.size() == 1 && is_same_image(plain.words.front(), run_.image);
    is_pulled_ = is_pulled_ || is_same;
    return is_same;
  }
  if (call.verb == "network" || call.verb == "volume") return is_made_anyway(call);
  if (!is_own(plain)) return false;
  bool is_stop = key == "ExecStop" && (call.verb == "stop" || call.verb == "kill");
  if (is_stop) {
    for (const auto* name : {"-t", "--time", "--timeout"})
      if (const auto* seconds = plain.option(name); seconds != nullptr && !draft_.find(container, "StopTimeout"))
        draft_.set(container, "StopTimeout", *seconds, key + "=docker stop");
    for (const auto* name : {"-s", "--signal"})
      if (const auto* signal = plain.option(name); signal != nullptr && !draft_.find(container, "StopSignal"))
        draft_.set(container, "StopSignal", *signal, key + "=docker " + call.verb);
  }
  return call.verb == "stop" || call.verb == "rm" || call.verb == "kill";
}

void Steps::take_docker(const std::string& key, const std::string& origin, const Command& command,
                        const DockerCall& call) {
  auto plain = read_plain_call(call);
  for (auto& word : plain.words)
    if (with_name(word, draft_.name) == with_name(name_, draft_.name)) word = name_;
  if (key == "ExecReload") return carry_reload(origin, call.verb, plain, name_, draft_);
  if (take_own(key, call, plain)) return;
  if (key == "ExecStartPre" && call.verb == "run") return carry_pre_run(origin, command.may_fail(), call, run_, draft_);
  bool makes_things = call.verb == "network" || call.verb == "volume";
  leave_out(origin, makes_things ? "make it once by hand" : "Berth runs no commands on the host");
}

void Steps::take(const std::string& key, const std::string& line) {
  auto origin = fmt::format("{}={}", key, line);
  auto commands = split_commands(line);
  if (!commands) return leave_out(origin, commands.error().text);
  for (auto& command : *commands) {
    for (auto& word : command.words) word = with_fixed_specifiers(word);
    command.words = variables_.expand(command.words);
    auto call = read_docker_call(command.words, variables_);
    if (call)
      take_docker(key, origin, command, *call);
    else
      leave_out(origin,
                is_docker(command.words, variables_) ? call.error().text : "Berth runs no commands on the host");
  }
}

// Without a pull in the unit, docker run pulls only what is missing.
void Steps::finish() {
  if (!is_pulled_) draft_.set(container, "Pull", "missing");
}

}  // namespace

void carry_steps(const UnitFile& unit, const DockerRun& run, const Variables& variables, Draft& draft) {
  Steps steps(run, variables, draft);
  for (const auto* key : {"ExecCondition", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"})
    for (const auto& line : unit.values("Service", key)) steps.take(key, line);
  steps.finish();
}

}  // namespace berth::importing
