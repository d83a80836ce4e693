#include "supervise/provision.h"

#include "docker/networks.h"
#include "docker/volumes.h"
#include "supervise/labels.h"

namespace berth::supervise {

namespace {

std::vector<docker::VolumeOrder> volumes_of(const std::string& service, const service::Container& spec) {
  std::vector<docker::VolumeOrder> orders;
  for (const auto& mount : spec.mounts)
    if (!mount.source.starts_with('/')) orders.push_back({mount.source, "", {}, {}});
  for (const auto& mount : spec.spelled_mounts)
    if (mount.type == "volume") orders.push_back({mount.source, mount.driver, mount.driver_options, mount.labels});
  for (auto& order : orders) order.labels.emplace_back(service_label, service);
  return orders;
}

Task<Result<void>> provide_network(Shared& shared, std::string service, std::string network) {
  auto place = co_await shared.networks.enter();
  std::vector<std::pair<std::string, std::string>> labels;
  labels.emplace_back(service_label, service);
  auto made = co_await docker::ensure_network(shared.engine, network, labels);
  if (!made) co_return made.error().during("make the network " + network);
  if (*made) log::notice("{} has made the network {}", service, network);
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> provision(Shared& shared, std::string service, service::Container spec) {
  for (const auto& order : volumes_of(service, spec)) {
    auto made = co_await docker::ensure_volume(shared.engine, order);
    if (!made) co_return made.error().during("make the volume " + order.name);
    if (*made) log::notice("{} has made the volume {}", service, order.name);
  }
  for (const auto& network : spec.networks) {
    if (!service::is_own_network(network.name)) continue;
    auto done = co_await provide_network(shared, service, network.name);
    if (!done) co_return done;
  }
  co_return Result<void>();
}

}  // namespace berth::supervise
