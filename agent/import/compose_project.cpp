#include "import/compose_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "import/command_line.h"

namespace berth::importing {

namespace {

std::string normalized(std::string_view name) {
  std::string out;
  for (char c : name) {
    auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    bool is_allowed = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                      (!out.empty() && (lower == '-' || lower == '_'));
    if (is_allowed) out += lower;
  }
  return out;
}

}  // namespace

std::string project_name(const std::string& folder, const Node& root, const Values& variables) {
  if (auto said = variables.find("COMPOSE_PROJECT_NAME"); said != variables.end() && !said->second.empty())
    return normalized(said->second);
  if (const auto& own = child(root, "name"); !own.text.empty()) return normalized(own.text);
  auto path = folder.substr(0, folder.empty() ? 0 : folder.size() - 1);
  return normalized(path.substr(path.rfind('/') + 1));
}

std::string engine_name(const std::string& name, std::string_view kind, const Project& project) {
  const auto& declared = child(child(project.root, kind), name);
  const auto& external = child(declared, "external");
  for (const auto* map : {&declared, &external})
    if (const auto& own = child(*map, "name"); own.kind == Node::Kind::text) return own.text;
  bool is_external = external.kind == Node::Kind::map || is_true(external);
  return is_external || project.name.empty() ? name : fmt::format("{}_{}", project.name, name);
}

std::string container_name(const std::string& service, const Project& project) {
  const auto& own = child(child(child(project.root, "services"), service), "container_name");
  return own.text.empty() ? service : own.text;
}

std::string host_path(const std::string& path, const std::string& origin, const Carrying& to) {
  bool is_whole = path.starts_with('/') || path.starts_with('~');
  if (is_whole) return path;
  const auto& folder = to.project.folder;
  if (folder.starts_with('/')) {
    auto joined = std::filesystem::path(escaped_percent(folder) + path).lexically_normal().string();
    if (joined.size() > 1 && joined.ends_with('/')) joined.pop_back();
    return joined;
  }
  to.draft.leave_out("Container", origin, "it is relative to the folder of the file, which is not known here");
  return "";
}

void wait_for(const std::string& service, const std::string& origin, Draft& draft) {
  auto unit = service + ".service";
  for (auto key : {"Wants", "After"}) {
    const auto* said = draft.find("Unit", key);
    bool is_new = said == nullptr || std::none_of(said->items.begin(), said->items.end(),
                                                  [&](const auto& item) { return item.value == unit; });
    if (is_new) draft.add("Unit", key, unit, origin);
  }
}

std::string engine_mode(const std::string& mode, const std::string& origin, const Carrying& to) {
  if (!mode.starts_with("service:")) return mode;
  auto other = mode.substr(8);
  wait_for(other, origin, to.draft);
  return "container:" + container_name(other, to.project);
}

}  // namespace berth::importing
