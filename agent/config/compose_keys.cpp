#include "config/compose_keys.h"

#include <algorithm>

#include "config/checked.h"
#include "config/paths.h"

namespace berth::config {

namespace {

using service::Compose;

bool is_low(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Compose's own rule.
bool is_project(std::string_view name) {
  auto may_be = [](char c) { return is_low(c) || c == '_' || c == '-'; };
  return !name.empty() && is_low(name.front()) && std::all_of(name.begin(), name.end(), may_be);
}

// The nearest that is one; empty if there is none.
std::string like_project(std::string_view name) {
  std::string like;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    bool is_fine = is_low(c) || c == '_' || c == '-';
    like += is_fine ? c : '-';
  }
  return is_project(like) ? like : "";
}

constexpr std::string_view what_it_takes = "no project's name: lower case letters, digits, - and _";

void read_project(Section& section, std::string_view service_name, std::string& project) {
  auto said = section.take("Project");
  project = read_checked(said, is_project, what_it_takes);
  if (said) return;
  project = service_name;
  if (!is_project(project))
    said.complain(section.place(), fmt::format("it must be given, because \"{}\" is {}", project, what_it_takes),
                  like_project(project));
}

std::vector<service::EnvironmentFile> read_files(const Field& field, std::string_view service_name,
                                                 const Roots& roots) {
  std::vector<service::EnvironmentFile> files;
  for (const auto& said : field.list()) {
    auto found = candidates(said.text, service_name, roots);
    if (found)
      files.push_back({*found, false, said.place});
    else
      field.complain(said.place, found.error().text);
  }
  return files;
}

void read_policy(const Field& field, service::PullPolicy& policy) {
  auto text = field.text();
  if (text == "never")
    return field.complain("\"never\" is not there for a project: use missing, or pull_policy in the compose file");
  auto said = field.one_of({"newer", "always", "missing"});
  if (said == "always") policy = service::PullPolicy::always;
  if (said == "missing") policy = service::PullPolicy::missing;
}

// They describe one container.
void refuse_container_keys(Section& section, const Section& container) {
  for (const auto& [key, place] : section.keys())
    if (container.knows(key) && !section.knows(key))
      section.refuse(key, "the compose file says that of each of its services");
  for (const auto* key : {"Rollback", "GoodAfter", "KeepImages"})
    section.refuse(key, "the images of a project have no trial and no way back");
}

}  // namespace

void read_compose(Section& section, const Section& container, std::string_view service_name, const Roots& roots,
                  Compose& compose) {
  read_project(section, service_name, compose.project);
  auto file = section.take("File");
  compose.files = read_files(file, service_name, roots);
  if (section.is_map() && !file) section.scope().problems.add(section.place(), "File is missing in Compose");
  compose.env_files = read_files(section.take("EnvironmentFile"), service_name, roots);
  auto is_profile = [](std::string_view text) { return is_name(text); };
  compose.profiles = read_checked_list(section.take("Profile"), is_profile, "no profile's name");
  read_policy(section.take("Pull"), compose.pull);
  if (section.take("Notify").one_of({"started", "healthy"}) == "healthy")
    compose.ready_when = service::ReadyWhen::healthy;
  compose.stop_timeout = section.take("StopTimeout").duration(std::chrono::seconds(1), std::chrono::hours(24));
  refuse_container_keys(section, container);
}

}  // namespace berth::config
