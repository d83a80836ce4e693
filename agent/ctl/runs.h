// What a service has run: GetHistory of org.berth1.Images as values, as a table and as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

struct Run {
  std::string reference, digest, id;
  std::uint64_t pulled = 0, started = 0, ready = 0, ended = 0;  // microseconds since 1970; 0: not (yet)
  std::string result, why;

  // As in the properties GoodDigest and Quarantine.
  const std::string& name() const { return digest.empty() ? id : digest; }
};

// Newest first.
Result<std::vector<Run>> runs_of(Client& client, const std::string& service);

// `properties` are the service's: they say which image is the last good one, and which are in quarantine.
std::string runs_table(const std::vector<Run>& runs, const Properties& properties);
std::string runs_json(const std::vector<Run>& runs, const Properties& properties);

}  // namespace berth::ctl
