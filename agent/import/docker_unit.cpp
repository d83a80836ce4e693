#include "import/docker_unit.h"

#include <algorithm>

#include "base/text.h"
#include "import/command_line.h"
#include "import/compose_unit.h"
#include "import/docker_steps.h"
#include "import/engine_settings.h"
#include "import/environment.h"
#include "import/process_unit.h"
#include "import/run_keys.h"
#include "import/unit_sections.h"
#include "import/working_paths.h"

namespace berth::importing {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

Result<Command> only_command(const UnitFile& unit) {
  auto lines = unit.values("Service", "ExecStart");
  if (lines.empty()) return invalid("there is no ExecStart= that could run docker");
  if (lines.size() > 1) return invalid("it has more than one ExecStart=: a service is one container, or one program");
  auto commands = split_commands(lines.front());
  if (!commands) return commands.error().during("ExecStart=");
  if (commands->size() != 1) return invalid("ExecStart= has more than one command: a service is one container");
  return commands->front();
}

Error no_run(const DockerCall& call) {
  if (call.verb == "start")
    return invalid("ExecStart= starts a container that is there already: try docker inspect NAME | berthctl import -");
  return invalid(
      fmt::format("ExecStart= calls docker {}, and only docker run can be imported", text::printable(call.verb, 40)));
}

// What keeps a unit active whose command has left its container to the engine: Berth's stays with the container.
UnitFile without_detachment(UnitFile unit) {
  bool is_kept = is_one_of(unit.last("Service", "RemainAfterExit"), {"yes", "true", "on", "1"});
  if (is_kept)
    std::erase_if(unit.assignments, [](const auto& one) {
      return one.section == "Service" &&
             (one.key == "RemainAfterExit" || (one.key == "Type" && one.value == "oneshot"));
    });
  return unit;
}

Result<void> carry_container(const UnitFile& unit, const DockerCall& call, const Variables& variables,
                             const FileReader& read_file, Draft& draft) {
  auto run = read_docker_run(call.rest);
  if (!run) return run.error().during("ExecStart=");
  if (run->image.find(unknown_mark) != std::string::npos)
    return invalid(fmt::format("the file that makes an image of {} can't be read here", with_variables(run->image)));
  resolve_paths(variables.working_directory, *run);
  auto is_detach = [](const auto& option) { return option.rule->name == "detach" && option.value == "true"; };
  bool is_detached = std::any_of(run->options.begin(), run->options.end(), is_detach);
  carry_service(is_detached ? without_detachment(unit) : unit, draft);
  carry_run(*run, variables, draft);
  carry_engine_settings("Container", call, variables, read_file, draft);
  carry_steps(unit, *run, variables, draft);
  return {};
}

Result<void> carry_project(const UnitFile& unit, const DockerCall& call, const Variables& variables,
                           const FileReader& read_file, Draft& draft) {
  auto has_detach = [](const auto& word) { return word == "-d" || word == "--detach" || word == "--wait"; };
  bool is_detached = std::any_of(call.rest.begin(), call.rest.end(), has_detach);
  carry_service(is_detached ? without_detachment(unit) : unit, draft);
  return carry_compose_unit(unit, call, variables, read_file, draft);
}

Result<void> carry_docker(const UnitFile& unit, const Command& command, const Variables& variables,
                          const FileReader& read_file, Draft& draft) {
  auto call = read_docker_call(command.words, variables);
  if (!call) return call.error().during("ExecStart=");
  bool is_project = call->verb == "compose";
  if (!is_project && call->verb != "run") return no_run(*call);
  carry_unit(unit, true, draft);
  auto carried = is_project ? carry_project(unit, *call, variables, read_file, draft)
                            : carry_container(unit, *call, variables, read_file, draft);
  if (carried && command.may_fail()) draft.leave_out("Service", "ExecStart=-", "a failure of the container counts");
  return carried;
}

Result<void> carry_program(const UnitFile& unit, const Command& command, const FileReader& read_file, Draft& draft) {
  auto program = command.words.empty() ? "" : command.words.front();
  if (program.substr(program.rfind('/') + 1) == "podman")
    return invalid("ExecStart= runs podman: only services around docker, Quadlets and programs can be imported");
  carry_unit(unit, false, draft);
  return carry_process_unit(unit, read_file, draft);
}

}  // namespace

Result<void> carry_docker_unit(const UnitFile& unit, const Variables& variables, const FileReader& read_file,
                               Draft& draft) {
  auto command = only_command(unit);
  if (!command) return command.error();
  for (auto& word : command->words) word = with_fixed_specifiers(word);
  command->words = variables.expand(command->words);
  auto carried = is_docker(command->words, variables) ? carry_docker(unit, *command, variables, read_file, draft)
                                                      : carry_program(unit, *command, read_file, draft);
  if (!carried) return carried;
  carry_install(unit, draft);
  leave_out_rest(unit, {"Unit", "Service", "Install"}, draft);
  return {};
}

}  // namespace berth::importing
