#include "import/docker_steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/reload_step.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

// "image" and "image:latest" are the same.
std::string complete(const std::string& image) {
  auto last = image.substr(image.rfind('/') + 1);
  return last.find_first_of(":@") == std::string::npos ? image + ":latest" : image;
}

class Steps {
 public:
  Steps(const DockerRun& run, const Variables& variables, Draft& draft);
  void take(const std::string& key, const std::string& line);
  void finish();

 private:
  void take_docker(const std::string& key, const std::string& origin, const Command& command, const DockerCall& call);
  void take_run(const std::string& origin, const Command& command, const DockerCall& call);
  bool take_own(const std::string& key, const DockerCall& call, const PlainCall& plain);
  bool is_own(const PlainCall& call) const;
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

// Pulls, stops and removals of the service's own container.
bool Steps::take_own(const std::string& key, const DockerCall& call, const PlainCall& plain) {
  if (call.verb == "pull") {
    bool is_same = plain.words.size() == 1 && complete(plain.words.front()) == complete(run_.image);
    is_pulled_ = is_pulled_ || is_same;
    return is_same;
  }
  if (call.verb == "network") {  // Berth, too, makes the network that is missing
    bool is_plain = call.rest.size() == 2 && call.rest.front() == "create";
    return is_plain && std::any_of(run_.options.begin(), run_.options.end(), [&](const auto& option) {
             return std::string_view(option.rule->text) == "Network" && option.value == call.rest.back();
           });
  }
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

// A one-off container in the same image becomes PreRun; what it is told and the service is not, is said.
void Steps::take_run(const std::string& origin, const Command& command, const DockerCall& call) {
  auto one = read_docker_run(call.rest);
  if (!one) return leave_out(origin, one.error().text);
  if (complete(one->image) != complete(run_.image)) return leave_out(origin, "PreRun is in the service's own image");
  std::vector<std::string> words = one->arguments;
  bool needs_word = words.empty() && command.may_fail();
  if (needs_word) return leave_out(origin, "PreRun needs a command");
  // Several of them are lines of their own: each is one text, quoted as ExecStart= has it.
  std::string line = command.may_fail() ? "-" : "";
  for (const auto& word : words) {
    bool is_plain = !word.empty() && word.find_first_of(" \t\"'\\") == std::string::npos;
    std::string quoted;
    for (char c : word) quoted += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    if (&word != &words.front()) line += ' ';
    line += is_plain ? word : fmt::format("\"{}\"", quoted);
  }
  draft_.add(container, "PreRun", line, origin);
  for (const auto& option : one->options) {
    auto is_same = [&](const auto& own) { return own.rule == option.rule && own.value == option.value; };
    bool is_told = std::any_of(run_.options.begin(), run_.options.end(), is_same);
    bool is_ours = option.rule->fate == Fate::ours || option.rule->name == "name" || is_told;
    if (!is_ours) leave_out("in PreRun " + option.origin, "PreRun has the options of the service");
  }
}

void Steps::take_docker(const std::string& key, const std::string& origin, const Command& command,
                        const DockerCall& call) {
  auto plain = read_plain_call(call);
  if (key == "ExecReload") return carry_reload(origin, call.verb, plain, name_, draft_);
  if (take_own(key, call, plain)) return;
  if (key == "ExecStartPre" && call.verb == "run") return take_run(origin, command, call);
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
    auto call = read_docker_call(command.words);
    if (call)
      take_docker(key, origin, command, *call);
    else
      leave_out(origin, "Berth runs no commands on the host");
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
