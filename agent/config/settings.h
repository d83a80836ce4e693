// The agent's own settings, /etc/berth/agent.yaml: each has a default, so that a fresh host needs no such file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/log.h"
#include "config/problem.h"
#include "config/roots.h"
#include "service/engine_log.h"

namespace berth::config {

struct Settings {
  std::string config_root = "/root";
  std::string log_root = "/root/var/log";
  std::string unit_directory = "/usr/local/lib/systemd/system";
  std::string engine_socket = "/var/run/docker.sock";
  std::string state_directory = "/var/lib/berth";
  // The stronger first.
  std::vector<std::string> service_directories = {"/etc/berth/services", "/run/berth/services",
                                                  "/usr/lib/berth/services"};
  int parallel_starts = 0;  // never 0 once read: twice the number of CPUs by default
  int parallel_pulls = 3;
  Duration pull_stall_timeout = std::chrono::minutes(1);     // no bytes for so long, and the pull is begun anew
  Duration update_check_interval = std::chrono::minutes(5);  // how often a fix is looked for; 0: never
  service::EngineLog engine_log;
  // How long a container that belongs to no service any more is left alone; Duration::max(): for ever.
  Duration orphan_grace = std::chrono::minutes(10);
  log::Level log_level = log::Level::info;

  Roots roots() const { return {config_root, log_root}; }
};

struct SettingsReading {
  Settings settings;  // a setting with a problem has its default
  std::vector<Problem> problems;
};

SettingsReading read_settings(const std::string& path, std::string_view text);
SettingsReading load_settings(const std::string& path);  // no such file: the defaults

}  // namespace berth::config
