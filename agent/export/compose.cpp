#include "export/compose.h"

#include <algorithm>
#include <set>

#include "export/compose_service.h"
#include "export/unit_file.h"
#include "export/words.h"

namespace berth::exporting {

namespace {

// Under their own names, for other services of the host may use them, too.
std::string declarations(const std::vector<service::Spec>& specs) {
  std::set<std::string> volumes, networks;
  for (const auto& spec : specs) {
    for (const auto& mount : spec.container.mounts)
      if (!mount.source.starts_with('/')) volumes.insert(mount.source);
    for (const auto& mount : spec.container.spelled_mounts)
      if (mount.type == "volume") volumes.insert(mount.source);
    for (const auto& network : spec.container.networks)
      if (service::is_own_network(network.name)) networks.insert(network.name);
  }
  std::string text;
  if (!volumes.empty()) text += "volumes:\n";
  for (const auto& name : volumes)
    text += fmt::format("  {}:\n    name: {}\n", yaml_quoted(name), compose_quoted(name));
  if (!networks.empty()) text += "networks:\n";
  for (const auto& name : networks)
    text += fmt::format("  {}:  # docker network create {}, where there is none\n    name: {}\n    external: true\n",
                        yaml_quoted(name), name, compose_quoted(name));
  return text;
}

}  // namespace

Exported compose_file(const std::vector<service::Spec>& specs, const Surroundings& around) {
  Exported all{"compose.yaml", "", false, 0};
  auto head = std::string("# By berthctl export.\n");
  std::string services = "services:\n";
  for (const auto& spec : specs) {
    Notes notes;
    services += compose_service(spec, specs, around, notes);
    head += fmt::format("# {}: from {}\n", spec.name, text::printable(spec.path, 400));
    for (const auto& line : notes.lines()) head += fmt::format("# {}: {}\n", spec.name, line);
    all.has_secrets = all.has_secrets || !spec.container.environment.empty();
    all.not_carried += notes.not_carried();
  }
  all.text = head + "\n" + services + declarations(specs);
  return all;
}

}  // namespace berth::exporting
