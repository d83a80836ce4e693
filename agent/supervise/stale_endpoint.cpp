#include "supervise/stale_endpoint.h"

#include "base/log.h"
#include "docker/containers.h"
#include "docker/endpoints.h"
#include "supervise/labels.h"

namespace berth::supervise {

std::string network_of_stale_endpoint(std::string_view complaint, std::string_view container) {
  auto words = fmt::format("endpoint with name {} already exists in network ", container);
  auto found = complaint.find(words);
  if (found == complaint.npos) return "";
  auto network = complaint.substr(found + words.size());
  return std::string(network.substr(0, network.find_first_of(" :,\n")));
}

// The engine looks for an endpoint of that name only while no container has the name.
Task<bool> remove_stale_endpoint(docker::Engine& engine, std::string id, std::string name, std::string complaint) {
  auto network = network_of_stale_endpoint(complaint, name);
  if (network.empty()) co_return false;
  auto aside = name + next_suffix;
  auto renamed = co_await docker::rename_container(engine, id, aside);
  if (!renamed) co_return false;
  auto removed = co_await docker::disconnect_by_force(engine, network, name);
  auto named = co_await docker::rename_container(engine, id, name);
  if (removed) log::notice("the engine had kept an endpoint of {} in the network {}: removed", name, network);
  co_return removed&& named;
}

}  // namespace berth::supervise
