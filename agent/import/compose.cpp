#include "import/compose.h"

#include <fmt/format.h>

#include <algorithm>

#include "import/compose_service.h"
#include "import/unit_file.h"

namespace berth::importing {

namespace {

// Who others wait for until it is healthy is ready when it is healthy.
void mark_awaited(const Node& services, std::vector<Draft>& drafts) {
  for (const auto& service : services.entries)
    for (const auto& wanted : child(service.value, "depends_on").entries) {
      if (child(wanted.value, "condition").text != "service_healthy") continue;
      auto awaited =
          std::find_if(drafts.begin(), drafts.end(), [&](const auto& one) { return one.name == wanted.key; });
      if (awaited != drafts.end()) awaited->set("Container", "Notify", "healthy");
    }
}

// The network that Compose makes for all services that name none.
void join_default_network(const Node& node, const Project& project, Draft& draft) {
  bool has_own =
      child(node, "networks").kind != Node::Kind::null || child(node, "network_mode").kind != Node::Kind::null;
  if (has_own || !project.is_shared) return;
  draft.add("Container", "Network", engine_name("default", project.networks, project), "the network of the project");
}

}  // namespace

Result<std::vector<Draft>> read_compose(const std::string& path, std::string_view text, const Variables& variables) {
  config::Problems problems(path);
  auto root = config::read_document(text, problems);
  if (!problems.empty()) return Error{ErrorKind::invalid, config::one_line(problems.sorted().front())};
  const auto& services = child(root, "services");
  if (services.kind != Node::Kind::map || services.entries.empty())
    return Error{ErrorKind::invalid, fmt::format("{}: there are no services in it, as a Compose file has", path)};
  const auto& own_name = child(root, "name");
  auto folder = path.substr(0, path.rfind('/') + 1);
  auto parent = folder.substr(0, folder.empty() ? 0 : folder.size() - 1);
  Project project{
      own_name.kind == Node::Kind::text ? interpolated(own_name.text, variables) : parent.substr(parent.rfind('/') + 1),
      folder,
      child(root, "volumes"),
      child(root, "networks"),
      variables,
      services.entries.size() > 1};
  std::vector<Draft> drafts;
  for (const auto& service : services.entries) {
    drafts.push_back(compose_service(service.key, service.value, project));
    join_default_network(service.value, project, drafts.back());
    drafts.back().source = fmt::format("{} of {}", service.key, path.substr(path.rfind('/') + 1));
  }
  mark_awaited(services, drafts);
  return drafts;
}

}  // namespace berth::importing
