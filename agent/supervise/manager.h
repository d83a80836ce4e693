// Owns all services: reads their descriptors, keeps their units, and brings holders, engine and services together.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "logs/targets.h"
#include "loop/file_watch.h"
#include "loop/gate.h"
#include "loop/tasks.h"
#include "supervise/fix_watch.h"
#include "supervise/hold_server.h"
#include "supervise/runner.h"
#include "supervise/shared.h"

namespace berth::supervise {

class Manager {
 public:
  // Whoever shows services to the outside.
  struct Observer {
    std::function<void(const std::string& service)> changed;
    std::function<void(const std::string&service)> added, removed;
  };

  Manager(Tasks& tasks, bus::Connection& system_bus, const config::Settings& settings, std::string holder);
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  void observe(Observer observer) { observer_ = std::move(observer); }
  // Reads and writes everything once, then listens for holders and watches folders and the engine.
  Task<Result<void>> begin();

  // `systemctl reload berth`: all descriptors anew, units written, systemd reloaded if one changed. Returns what is
  // wrong, one line each.
  Task<Result<std::vector<std::string>>> reload();

  std::vector<std::string> services() const;
  const Status* find(const std::string& service) const;
  // Null if there is no such service.
  std::shared_ptr<Runner> runner_of(const std::string& service) const;
  const EngineWatch& engine() const { return watch_; }

 private:
  bool refresh();
  Runner& runner(const std::string& service);
  void forget_idle();
  void keep_log_targets();
  Task<> watch_folders();
  Task<> reload_quietly();

  HoldEvents hold_events();
  EngineWatch::Listener engine_listener();

  Tasks& tasks_;
  config::Settings settings_;
  logs::Journal journal_;
  docker::Engine engine_;
  EngineWatch watch_;
  systemd::Manager systemd_;
  Catalogue catalogue_;
  Ledger ledger_;
  logs::Targets log_targets_;
  Pulls pulls_;
  credentials::Credentials credentials_;
  systemd::Jobs jobs_;
  Gate starts_;
  Shared shared_;
  HoldServer holders_;
  FileWatch folders_;
  FixWatch fixes_;
  Observer observer_;
  std::map<std::string, std::shared_ptr<Runner>> runners_;
  bool reload_owed_ = false;  // a unit file changed that systemd does not know of yet
};

}  // namespace berth::supervise
