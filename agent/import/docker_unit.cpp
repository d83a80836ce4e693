#include "import/docker_unit.h"

#include "base/text.h"
#include "import/command_line.h"
#include "import/docker_steps.h"
#include "import/environment.h"
#include "import/run_keys.h"
#include "import/unit_sections.h"

namespace berth::importing {

namespace {

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

Result<Command> only_command(const UnitFile& unit) {
  auto lines = unit.values("Service", "ExecStart");
  if (lines.empty()) return invalid("there is no ExecStart= that could run docker");
  if (lines.size() > 1) return invalid("it has more than one ExecStart=: a service is one container");
  auto commands = split_commands(lines.front());
  if (!commands) return commands.error().during("ExecStart=");
  if (commands->size() != 1) return invalid("ExecStart= has more than one command: a service is one container");
  return commands->front();
}

Error no_run(const DockerCall& call) {
  if (call.verb == "start")
    return invalid("ExecStart= starts a container that is there already: try docker inspect NAME | berthctl import -");
  if (call.verb == "compose") return invalid("ExecStart= starts a Compose project: import its Compose file");
  return invalid(
      fmt::format("ExecStart= calls docker {}, and only docker run can be imported", text::printable(call.verb, 40)));
}

void carry_global(const DockerCall& call, Draft& draft) {
  for (const auto& option : call.global)
    draft.leave_out("Container", "docker " + option, "Berth has one engine, and settings of its own");
}

}  // namespace

Result<void> carry_docker_unit(const UnitFile& unit, const FileReader& read_file, Draft& draft) {
  auto command = only_command(unit);
  if (!command) return command.error();
  auto variables = read_environment(unit, read_file);
  for (auto& word : command->words) word = with_fixed_specifiers(word);
  if (!is_docker(command->words)) {
    auto shown = command->words.empty() ? "" : text::printable(command->words.front(), 80);
    return invalid(fmt::format("ExecStart= runs {}: only services around one docker run can be imported", shown));
  }
  auto call = read_docker_call(variables.expand(command->words));
  if (!call) return call.error().during("ExecStart=");
  if (call->verb != "run") return no_run(*call);
  auto run = read_docker_run(call->rest);
  if (!run) return run.error().during("ExecStart=");
  if (run->image.find(unknown_mark) != std::string::npos)
    return invalid(fmt::format("the file that makes an image of {} can't be read here", with_variables(run->image)));

  carry_unit(unit, draft);
  carry_service(unit, draft);
  carry_install(unit, draft);
  carry_run(*run, variables, draft);
  carry_global(*call, draft);
  if (command->may_fail()) draft.leave_out("Service", "ExecStart=-", "a failure of the container counts");
  carry_steps(unit, *run, variables, draft);
  leave_out_rest(unit, {"Unit", "Service", "Install"}, draft);
  return {};
}

}  // namespace berth::importing
