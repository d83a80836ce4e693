#include "supervise/claims.h"

namespace berth::supervise {

void Claims::set(const std::string& service, std::vector<Claim> claims) {
  auto& mine = claims_of_[service];
  for (const auto& claim : mine) services_[claim.thing].erase({!claim.is_by_name, service});
  mine = std::move(claims);
  for (const auto& claim : mine) services_[claim.thing].insert({!claim.is_by_name, service});
}

std::string Claims::holder(const std::string& thing) const {
  auto found = services_.find(thing);
  return found == services_.end() || found->second.empty() ? std::string() : found->second.begin()->second;
}

}  // namespace berth::supervise
