// Owns all services: reads their descriptors, keeps their units, and brings holders, engine and services together.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "logs/targets.h"
#include "loop/gate.h"
#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "supervise/change_watch.h"
#include "supervise/disk_flush.h"
#include "supervise/fix_watch.h"
#include "supervise/hold_server.h"
#include "supervise/processes.h"
#include "supervise/reaper.h"
#include "supervise/runner.h"
#include "supervise/schedule_watch.h"
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

  // `systemctl reload berth`: all descriptors anew, units written, systemd reloaded if one changed, and a look at
  // all that running services were started with. Returns what is wrong, one line each.
  Task<Result<std::vector<std::string>>> reload();

  std::vector<std::string> services() const;
  const Status* find(const std::string& service) const;
  // Null if there is no such service with a container.
  std::shared_ptr<Runner> runner_of(const std::string& service) const;
  std::vector<Run> history_of(const std::string& service) { return shared_.ledger.of(service).history; }
  const EngineWatch& engine() const { return watch_; }

 private:
  std::shared_ptr<ChangeSubject> subject(const std::string& service) const;  // or null
  // What the folders say is in systemd's units; and what follows from that for the services.
  void refresh(), write_units(), follow();
  Task<Result<std::vector<std::string>>> read_descriptors();
  void note(const std::string& service, const Catalogue::Entry& entry);
  bool is_service_busy(const std::string& service) const;
  void want_instance(const std::string& service);
  Runner& runner(const std::string& service);
  void forget_idle(), forget_idle_processes();
  void keep_log_targets();
  void look_at_timers();
  Task<> tidy_outputs();
  Task<> watch_folders();
  Task<> reload_quietly();
  static Task<> stop_timer(systemd::Jobs& jobs, std::string timer);

  // What happens, and to whom (manager_events.cpp)
  HoldEvents hold_events();
  void holder_came(HolderPtr holder, const std::string& word, const std::string& service);
  ScheduleWatch::Services scheduled_services();
  EngineWatch::Listener engine_listener();
  Reaper::Services reaper_services();
  static Task<bool> is_up(systemd::Manager& systemd, std::string service);

  Tasks& tasks_;
  config::Settings settings_;
  logs::Journal journal_;
  docker::Engine engine_;
  EngineWatch watch_;
  EngineHistory engine_history_;
  systemd::Manager systemd_;
  Catalogue catalogue_;
  Ledger ledger_;
  logs::Targets log_targets_;
  Pulls pulls_;
  credentials::Credentials credentials_;
  systemd::Jobs jobs_;
  systemd::Timers timers_;
  OutputShelf outputs_;
  logs::Compression compression_;
  DiskFlush units_flush_;
  Gate starts_, networks_;
  Shared shared_;
  HoldServer holders_;
  Wakeup folders_changed_;
  ChangeWatch changes_;
  FixWatch fixes_;
  Processes processes_;
  ScheduleWatch schedules_;
  Reaper reaper_;
  Observer observer_;
  std::map<std::string, std::shared_ptr<Runner>> runners_;
  bool reload_owed_ = false;  // a unit file changed that systemd does not know of yet
};

}  // namespace berth::supervise
