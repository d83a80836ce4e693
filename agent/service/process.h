// What a descriptor says about a service that is a program of the host: systemd runs it, and what is for its unit alone
// stays in systemd's words.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/container.h"

namespace berth::service {

struct Process {
  // Command lines and paths as systemd takes them, with its specifiers.
  std::string exec;
  std::vector<std::string> pre_runs;
  std::string reload_command, stop_command;
  std::string reload_signal, stop_signal;  // "SIGHUP"; empty: none said
  std::optional<Duration> stop_timeout;
  std::string user, group, working_directory;
  // Not for the unit, which everybody can read.
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<EnvironmentFile> environment_files;
  bool says_ready = false;  // it is up when it says so (sd_notify), not when it is started
  bool operator==(const Process&) const = default;
};

}  // namespace berth::service
