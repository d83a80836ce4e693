// The unit that a migration takes over: which files make it, and why it may not be one to take over.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ctl/manifest.h"
#include "ctl/unit_calls.h"

namespace berth::ctl {

struct LegacyUnit {
  std::string name;                // "museum"
  std::string source;              // what is to be imported: "/etc/systemd/system/museum.service" or a Quadlet
  std::vector<std::string> files;  // all that go, the source first: drop-in folders and the timer, too
  bool has_timer = false;
};

using IsThere = std::function<bool(const std::string& path)>;

// An error says what to do about it.
Result<LegacyUnit> legacy_unit(const std::string& name, const UnitState& state, const UnitState& timer,
                               const IsThere& is_there);

// Where each goes below `folder`: "/etc/systemd/system/museum.service" to
// "FOLDER/files/etc/systemd/system/museum.service".
std::vector<std::pair<std::string, std::string>> places(const LegacyUnit& unit, const std::string& folder);

}  // namespace berth::ctl
