#include "supervise/compose_program.h"

#include <unistd.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "process/run.h"

namespace berth::supervise {

namespace {

constexpr std::size_t longest_output = 16 * 1024 * 1024;
constexpr std::size_t longest_env_file = 1024 * 1024;
constexpr std::size_t shortest_secret = 3;  // what is shorter is sure to be found by chance

// Compose reads .env beside the compose file of its own accord.
std::vector<std::string> secrets_of(const ProjectFiles& project) {
  auto files = project.env_files;
  for (const auto& file : project.files) files.push_back(file.substr(0, file.rfind('/') + 1) + ".env");
  std::vector<std::string> secrets;
  for (const auto& path : files) {
    auto text = file::read(path, longest_env_file);
    if (!text) continue;
    for (auto line : text::split(*text, '\n')) {
      auto equals = line.find('=');
      if (equals == std::string_view::npos) continue;
      auto value = text::trim(line.substr(equals + 1));
      bool is_quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'');
      if (is_quoted) value = value.substr(1, value.find(value.front(), 1) - 1);
      if (value.size() >= shortest_secret) secrets.emplace_back(value);
    }
  }
  // A secret that has another in it goes first.
  std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return secrets;
}

bool says_error(std::string_view line) {
  for (auto word : {"rror", "ERROR", "failed", "nvalid", "denied", "no such", "unhealthy", "didn't complete"})
    if (line.find(word) != std::string_view::npos) return true;
  return false;
}

process::Command command_of(const std::string& program, const std::string& socket, const ProjectFiles& project,
                            const std::vector<std::string>& words) {
  process::Command command;
  command.path = program;
  auto& arguments = command.arguments;
  auto add = [&arguments](const std::string& option, const std::vector<std::string>& values) {
    for (const auto& value : values) arguments.insert(arguments.end(), {option, value});
  };
  add("--project-name", {project.project});
  add("--file", project.files);
  add("--env-file", project.env_files);
  add("--profile", project.profiles);
  arguments.insert(arguments.end(), words.begin(), words.end());
  command.environment = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                         {"HOME", "/root"},  // the registries' credentials are there
                         {"LC_ALL", "C.UTF-8"},
                         {"NO_COLOR", "1"},
                         {"DOCKER_HOST", "unix://" + socket}};
  command.keeps_errors = true;
  return command;
}

}  // namespace

ComposeProgram::ComposeProgram(Executor executor, std::string engine_socket, std::vector<std::string> places)
    : executor_(std::move(executor)), engine_socket_(std::move(engine_socket)), places_(std::move(places)) {}

std::vector<std::string> ComposeProgram::usual_places() {
  constexpr auto plugin = "docker/cli-plugins/docker-compose";
  std::vector<std::string> places{"/root/.docker/cli-plugins/docker-compose"};
  for (const auto* folder : {"/usr/local/lib/", "/usr/local/libexec/", "/usr/lib/", "/usr/libexec/"})
    places.push_back(std::string(folder) + plugin);
  places.insert(places.end(), {"/usr/local/bin/docker-compose", "/usr/bin/docker-compose"});
  return places;
}

Result<std::string> ComposeProgram::find() const {
  for (const auto& place : places_)
    if (::access(place.c_str(), X_OK) == 0) return place;
  return Error{
      ErrorKind::not_found,
      "a Compose project needs Docker Compose, and neither its plugin nor docker-compose is there: install the "
      "package docker-compose-plugin (Docker's own) or docker-compose (Debian's)"};
}

Task<Result<std::string>> ComposeProgram::run(ProjectFiles files, std::vector<std::string> words,
                                              Duration limit) const {
  auto program = find();
  if (!program) co_return program.error();
  auto command = command_of(*program, engine_socket_, files, words);
  process::Limits limits{limit, longest_output};
  auto what = "docker compose " + words.front();
  auto ended = co_await process::run(executor_, command, limits);
  if (!ended) co_return ended.error().during(what);
  if (ended->status == 0) co_return std::move(ended->output);
  auto complaint = complaint_in(ended->output, secrets_of(files));
  if (complaint.empty()) complaint = "it said nothing";
  co_return Error{ErrorKind::remote, fmt::format("{} failed with status {}: {}", what, ended->status, complaint)};
}

std::string complaint_in(const std::string& output, const std::vector<std::string>& secrets) {
  constexpr std::size_t most_lines = 3, longest = 600;
  std::vector<std::string> lines;
  for (auto line : text::split(output, '\n')) {
    std::string text(text::trim(line));
    if (text.empty()) continue;
    // Its parser of environment files quotes what it does not like.
    if (auto at = text.find("in variable name"); at != std::string::npos) text.resize(at + 16);
    lines.push_back(std::move(text));
  }
  // From the first that speaks of an error, or the last ones.
  auto first = std::find_if(lines.begin(), lines.end(), says_error);
  if (first == lines.end() && lines.size() > most_lines) first = lines.end() - most_lines;
  if (first == lines.end()) first = lines.begin();
  lines.erase(lines.begin(), first);
  if (lines.size() > most_lines) lines.resize(most_lines);
  auto text = text::join(lines, "; ");
  for (const auto& secret : secrets)
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
      text.replace(at, secret.size(), "***");
  return text::printable(text, longest);
}

}  // namespace berth::supervise
