#include "supervise/claims.h"

namespace berth::supervise {

void Claims::set(const std::string& service, std::vector<std::string> things) {
  auto& mine = things_of_[service];
  for (const auto& thing : mine) services_[thing].erase(service);
  mine = std::move(things);
  for (const auto& thing : mine) services_[thing].insert(service);
}

std::string Claims::first(const std::string& thing) const {
  auto found = services_.find(thing);
  return found == services_.end() || found->second.empty() ? std::string() : *found->second.begin();
}

}  // namespace berth::supervise
