#include "import/compose_unit.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "import/compose_call.h"
#include "import/engine_settings.h"

namespace berth::importing {

namespace {

const std::string section = "Compose";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

// As Compose makes one of a folder's name.
std::string project_of(std::string_view folder) {
  std::string project;
  for (char c : folder) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    bool is_first = project.empty();
    bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (!is_first && (c == '_' || c == '-'));
    if (is_kept) project += c;
  }
  return project;
}

class ComposeUnit {
 public:
  ComposeUnit(const Variables& variables, const FileReader& read_file, Draft& draft)
      : variables_(variables), read_file_(read_file), draft_(draft) {}
  Result<void> carry_start(const DockerCall& call);
  void carry_step(const std::string& key, const std::string& line);
  void carry_pull();
  void carry_variables();

 private:
  std::vector<std::string> usual_files() const;
  Result<void> carry_files(const ComposeCall& call);
  void carry_options(const ComposeCall& call);
  void carry_up(const ComposeCall& call);
  void carry_project(const ComposeCall& call);
  bool take_own(const std::string& key, const ComposeCall& call);
  std::string resolved(const std::string& path) const;
  std::string setting(const std::string& name) const;
  void leave_out(const std::string& what, std::string_view why) { draft_.leave_out(section, what, why); }

  const Variables& variables_;
  const FileReader& read_file_;
  Draft& draft_;
  std::string folder_;
  std::vector<std::string> files_;
  bool is_pulled_ = false;
};

std::string ComposeUnit::resolved(const std::string& path) const {
  auto whole = (std::filesystem::path(variables_.working_directory) / path).lexically_normal().string();
  if (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  return whole;
}

// A variable of Compose's own, from the unit or the .env beside the compose file.
std::string ComposeUnit::setting(const std::string& name) const {
  if (auto found = variables_.values.find(name); found != variables_.values.end()) return found->second;
  auto text = read_file_(folder_ + "/.env");
  if (!text) return "";
  auto values = read_variables(*text);
  auto found = values.find(name);
  return found == values.end() ? "" : found->second;
}

// Where Compose looks when nobody names a file.
std::vector<std::string> ComposeUnit::usual_files() const {
  for (const auto* name : {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}) {
    auto path = fmt::format("{}/{}", folder_, name);
    if (!read_file_(path)) continue;
    for (const auto* ending : {".override.yml", ".override.yaml"})
      if (auto more = path.substr(0, path.rfind('.')) + ending; read_file_(more)) return {path, more};
    return {path};
  }
  return {};
}

Result<void> ComposeUnit::carry_files(const ComposeCall& call) {
  folder_ = resolved(".");
  for (const auto& [name, value] : call.options) {
    if (name == "--file") files_.push_back(resolved(value));
    if (is_one_of(name, {"--project-directory", "--workdir"})) folder_ = resolved(value);
  }
  auto said = setting("COMPOSE_FILE");
  if (files_.empty() && !said.empty())
    for (auto one : text::split(said, ':')) files_.push_back(resolved(std::string(one)));
  if (files_.empty()) files_ = usual_files();
  if (files_.empty())
    return Error{ErrorKind::invalid,
                 fmt::format("ExecStart=: there is no compose file in {}", with_variables(folder_))};
  folder_ = std::filesystem::path(files_.front()).parent_path().string();
  for (const auto& file : files_) draft_.add(section, "File", file, "--file " + file);
  return {};
}

// The name that its volumes and networks have already.
void ComposeUnit::carry_project(const ComposeCall& call) {
  std::string project, origin;
  for (const auto& [name, value] : call.options)
    if (name == "--project-name") project = value;
  if (project.empty()) project = setting("COMPOSE_PROJECT_NAME");
  for (const auto& file : files_) {
    auto text = read_file_(file);
    if (!text || !project.empty()) continue;
    for (auto line : text::split(*text, '\n')) {
      if (!line.starts_with("name:")) continue;
      auto words = text::split_words(line.substr(5));
      if (words && !words->empty()) project = words->front();
    }
  }
  if (project.empty()) project = project_of(std::filesystem::path(folder_).filename().string());
  if (project != draft_.name) draft_.set(section, "Project", project, "--project-name " + project);
}

void ComposeUnit::carry_options(const ComposeCall& call) {
  for (const auto& [name, value] : call.options) {
    auto origin = value.empty() ? name : fmt::format("{} {}", name, value);
    bool is_ours = is_one_of(name, {"--file", "--project-name", "--ansi", "--no-ansi", "--progress", "--verbose",
                                    "--log-level", "--parallel", "--compatibility"});
    bool is_folder = is_one_of(name, {"--project-directory", "--workdir"});
    if (name == "--env-file")
      draft_.add(section, "EnvironmentFile", resolved(value), origin);
    else if (name == "--profile")
      draft_.add(section, "Profile", value, origin);
    else if (is_folder && resolved(value) != folder_)
      leave_out(origin, "paths are those of the compose file's folder");
    else if (!is_ours && !is_folder)
      leave_out(origin, "Berth has one engine, and settings of its own");
  }
  auto profiles = setting("COMPOSE_PROFILES");
  for (auto one : text::split(profiles, ','))
    if (!one.empty()) draft_.add(section, "Profile", std::string(one), "COMPOSE_PROFILES");
}

void ComposeUnit::carry_up(const ComposeCall& call) {
  for (const auto& [name, value] : call.verb_options) {
    auto origin = value.empty() ? name : fmt::format("{} {}", name, value);
    bool is_ours = is_one_of(name, {"--detach", "--remove-orphans", "--no-color", "--no-log-prefix", "--quiet-pull",
                                    "--force-recreate", "--timestamps", "--quiet", "--no-build", "--yes", "-y"});
    if (name == "--timeout")
      draft_.set(section, "StopTimeout", value, origin);
    else if (name == "--pull" && value == "missing")
      is_pulled_ = false;
    else if (name == "--pull" && value == "always")
      draft_.set(section, "Pull", value, origin);
    else if (name == "--wait")
      draft_.set(section, "Notify", "healthy", origin);
    else if (name == "--build")
      leave_out(origin, "build the images beforehand: Berth pulls them");
    else if (!is_ours)
      leave_out(origin, "Berth brings a project up as it is written");
  }
  for (const auto& word : call.words) leave_out("up " + word, "a project is started as a whole: use Profile");
}

Result<void> ComposeUnit::carry_start(const DockerCall& call) {
  auto compose = read_compose_call(call.rest);
  if (compose.verb != "up")
    return Error{ErrorKind::invalid, fmt::format("ExecStart= calls docker compose {}, and only up can be imported",
                                                 text::printable(compose.verb, 40))};
  if (auto carried = carry_files(compose); !carried) return carried;
  carry_project(compose);
  carry_options(compose);
  carry_up(compose);
  return {};
}

// What Berth does by itself: volumes stay, and images.
bool ComposeUnit::take_own(const std::string& key, const ComposeCall& call) {
  is_pulled_ = is_pulled_ || call.verb == "pull";
  bool removes_more = std::any_of(call.verb_options.begin(), call.verb_options.end(), [](const auto& option) {
    return option.first == "--volumes" || option.first == "--rmi";
  });
  bool is_stop = is_one_of(call.verb, {"down", "stop", "kill", "rm"}) && call.words.empty() && !removes_more;
  for (const auto& [name, value] : call.verb_options)
    if (is_stop && key == "ExecStop" && name == "--timeout")
      draft_.set(section, "StopTimeout", value, "ExecStop= --timeout");
  return is_stop || call.verb == "pull" || call.verb == "config";
}

void ComposeUnit::carry_step(const std::string& key, const std::string& line) {
  auto origin = fmt::format("{}={}", key, line);
  auto commands = split_commands(line);
  if (!commands) return leave_out(origin, commands.error().text);
  for (auto& command : *commands) {
    for (auto& word : command.words) word = with_fixed_specifiers(word);
    auto call = read_docker_call(variables_.expand(command.words), variables_);
    bool is_compose = call && call->verb == "compose";
    if (key == "ExecReload")
      leave_out(origin, "a project has no reload");
    else if (!is_compose || !take_own(key, read_compose_call(call->rest)))
      leave_out(origin, "Berth runs no commands on the host");
  }
}

// Without a pull in the unit, Compose pulls only what is missing.
void ComposeUnit::carry_pull() {
  bool is_said = is_pulled_ || draft_.find(section, "Pull") != nullptr;
  if (!is_said) draft_.set(section, "Pull", "missing");
}

void ComposeUnit::carry_variables() {
  for (const auto& [name, value] : variables_.values) {
    bool is_taken = name.starts_with("DOCKER_") ||
                    is_one_of(name, {"COMPOSE_FILE", "COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES", "PATH", "HOME"});
    if (!is_taken) leave_out("Environment=" + name, "Compose has its variables from .env or EnvironmentFile");
  }
}

}  // namespace

Result<void> carry_compose_unit(const UnitFile& unit, const DockerCall& call, const Variables& variables,
                                const FileReader& read_file, Draft& draft) {
  ComposeUnit project(variables, read_file, draft);
  if (auto carried = project.carry_start(call); !carried) return carried;
  for (const auto* key : {"ExecCondition", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"})
    for (const auto& line : unit.values("Service", key)) project.carry_step(key, line);
  project.carry_pull();
  project.carry_variables();
  carry_engine_settings(section, call, variables, read_file, draft);
  return {};
}

}  // namespace berth::importing
