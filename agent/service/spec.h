// What a descriptor says, once it is known to make sense: plain values, defaults filled in, nothing about how.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/container.h"

namespace berth::service {

// A systemd key that goes into the unit as it is, in the order written: {"Restart", "on-failure"}.
using UnitKeys = std::vector<std::pair<std::string, std::string>>;

struct Log {
  std::string file;  // absolute; empty: no file
  bool journal = true;
  bool operator==(const Log&) const = default;
};

// When an image counts as good, and what becomes of one that does not.
struct Update {
  bool rollback = true;                            // on failure; false: never
  Duration good_after = std::chrono::seconds(30);  // how long it must stay ready to be the last good one
  int keep_images = 2;                             // of this service, the running one among them
  bool operator==(const Update&) const = default;
};

struct Spec {
  std::string name;  // "museum"
  std::string path;  // of the descriptor
  std::string description;
  UnitKeys unit, service, install;
  Container container;
  Log log;
  Update update;
  bool operator==(const Spec&) const = default;
};

}  // namespace berth::service
