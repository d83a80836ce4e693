// What berthctl asks of systemd about units that need not be Berth's: plain blocking calls on the system bus.
#pragma once

#include <string>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

struct UnitState {
  std::string load, active, sub;  // systemd's words: "loaded", "active", "running"
  std::string fragment, source;   // paths; empty if there is none
  std::vector<std::string> drop_ins;
  std::string file_state;               // "enabled"; empty if there is no file
  std::vector<std::string> stops = {};  // units that are stopped whenever this one is
  bool is_up() const { return active == "active" || active == "activating" || active == "reloading"; }
  bool is_enabled() const { return file_state.starts_with("enabled"); }
};

// Also of one that is not there: its load state says so.
Result<UnitState> unit_state(Client& client, const std::string& unit);

Result<void> enable_unit(Client& client, const std::string& unit);
Result<void> disable_unit(Client& client, const std::string& unit);
Result<void> reset_failed(Client& client, const std::string& unit);
// As systemctl daemon-reload.
Result<void> daemon_reload(Client& client);
// Waits until it is down; that it is not there is fine.
Result<void> stop_unit(Client& client, const std::string& unit);
// Waits until it is ready, or has failed.
Result<void> start_unit(Client& client, const std::string& unit);

}  // namespace berth::ctl
