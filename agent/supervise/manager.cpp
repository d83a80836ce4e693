#include "supervise/manager.h"

#include "base/log.h"
#include "loop/wakeup.h"
#include "service/hold_words.h"

namespace berth::supervise {

namespace {

// Editors and scp write in several steps.
constexpr Duration settle = std::chrono::milliseconds(30);

// Beyond a stall that nobody has noticed yet: what Pulls says nothing for, and some more.
constexpr Duration between_signs_of_life = std::chrono::seconds(30);

}  // namespace

Manager::Manager(Tasks& tasks, bus::Connection& system_bus, const config::Settings& settings, std::string holder)
    : tasks_(tasks),
      settings_(settings),
      journal_(tasks.executor()),
      engine_(tasks.executor(), settings.engine_socket),
      watch_(tasks, engine_, engine_listener()),
      systemd_(system_bus),
      catalogue_(settings, config::read_host_facts(), std::move(holder)),
      ledger_(settings.state_directory),
      log_targets_(settings.state_directory + "/log-targets.json", config::read_host_facts().host_name),
      pulls_(tasks, engine_, {settings.parallel_pulls, settings.pull_stall_timeout}),
      credentials_(tasks.executor(), {}),
      jobs_(system_bus),
      starts_(tasks.executor(), settings.parallel_starts),
      shared_{tasks,
              engine_,
              watch_,
              journal_,
              systemd_,
              catalogue_,
              ledger_,
              pulls_,
              credentials_,
              jobs_,
              starts_,
              settings.pull_stall_timeout + between_signs_of_life,
              [this](const std::string& service) {
                if (observer_.changed) observer_.changed(service);
              }},
      holders_(tasks, hold::word::socket_path, hold_events()),
      folders_(tasks.executor(), settings.service_directories),
      fixes_(shared_, settings.update_check_interval, [this] {
        std::vector<std::shared_ptr<Runner>> all;
        for (const auto& [service, one] : runners_) all.push_back(one);
        return all;
      }) {}

Task<Result<void>> Manager::begin() {
  auto problems = co_await reload();
  if (!problems) log::error("{}", problems.error().text);
  if (problems)
    for (const auto& problem : *problems) log::warning("{}", problem);
  watch_.begin();
  auto listening = holders_.listen();
  if (!listening) co_return listening.error();
  co_await watch_.first_answer(std::chrono::seconds(2));
  tasks_.start("descriptors", watch_folders());
  fixes_.begin();
  co_return Result<void>();
}

Task<Result<std::vector<std::string>>> Manager::reload() {
  refresh();
  if (reload_owed_) {
    reload_owed_ = false;
    auto reloaded = co_await systemd_.daemon_reload();
    if (!reloaded) {
      reload_owed_ = true;
      co_return reloaded.error();
    }
  }
  co_return catalogue_.problems();
}

bool Manager::refresh() {
  auto is_busy = [this](const std::string& service) {
    auto found = runners_.find(service);
    return found != runners_.end() && found->second->is_busy();
  };
  bool changed = catalogue_.refresh(is_busy);
  reload_owed_ |= changed;
  for (const auto& [service, entry] : catalogue_.entries()) runner(service).descriptor_changed();
  forget_idle();
  keep_log_targets();
  return changed;
}

Runner& Manager::runner(const std::string& service) {
  auto found = runners_.find(service);
  if (found == runners_.end()) {
    found = runners_.emplace(service, std::make_shared<Runner>(shared_, service)).first;
    if (observer_.added) observer_.added(service);
  }
  return *found->second;
}

// Services whose descriptor is gone and which do nothing any more.
void Manager::forget_idle() {
  for (auto at = runners_.begin(); at != runners_.end();) {
    if (catalogue_.find(at->first) != nullptr) {
      ++at;
    } else if (at->second->is_busy()) {
      at->second->descriptor_changed();
      ++at;
    } else {
      if (observer_.removed) observer_.removed(at->first);
      at = runners_.erase(at);
    }
  }
}

Task<> Manager::watch_folders() {
  while (true) {
    auto changed = co_await folders_.changed();
    if (!changed) {
      log::error("{}", changed.error().text);
      co_return;
    }
    co_await sleep(settle);
    co_await reload_quietly();
  }
}

Task<> Manager::reload_quietly() {
  auto problems = co_await reload();
  if (!problems) log::error("{}", problems.error().text);
}

HoldEvents Manager::hold_events() {
  HoldEvents events;
  events.came = [this](HolderPtr holder, const std::string& word, const std::string& service) {
    // A descriptor that came a moment ago may not be known yet.
    if (word == hold::word::start && catalogue_.find(service) == nullptr) refresh();
    runner(service).holder_came(std::move(holder), word);
  };
  events.wants_stop = [this](HolderPtr holder, const std::string& service) {
    runner(service).holder_wants_stop(holder);
  };
  events.said = [this](HolderPtr holder, const std::string& service, const std::string& lines) {
    runner(service).holder_heard(holder, lines);
  };
  events.watchdog = [this](HolderPtr holder, const std::string& service) { runner(service).holder_watchdog(holder); };
  events.gone = [this](HolderPtr holder, const std::string& service) {
    auto& owner = runner(service);
    owner.holder_went(holder);
    // Its unit file was kept for the sake of what ran.
    if (!owner.is_busy() && catalogue_.find(service) == nullptr) tasks_.start("descriptor gone", reload_quietly());
  };
  events.sync = [this](HolderPtr holder) {
    // systemd is about to read all unit files: no reload of ours is owed after this one.
    refresh();
    reload_owed_ = false;
    holder->exit(0);
  };
  return events;
}

EngineWatch::Listener Manager::engine_listener() {
  EngineWatch::Listener listener;
  listener.up = [this] {
    for (const auto& [service, one] : runners_) one->engine_is_up();
    if (observer_.changed) observer_.changed("");
  };
  listener.lost = [this] {
    for (const auto& [service, one] : runners_) one->engine_is_lost();
    if (observer_.changed) observer_.changed("");
  };
  listener.hint = [this](const std::string& service) {
    auto found = runners_.find(service);
    if (found != runners_.end()) found->second->hint();
  };
  return listener;
}

std::vector<std::string> Manager::services() const {
  std::vector<std::string> names;
  for (const auto& [service, one] : runners_) names.push_back(service);
  return names;
}

std::shared_ptr<Runner> Manager::runner_of(const std::string& service) const {
  auto found = runners_.find(service);
  return found == runners_.end() ? nullptr : found->second;
}

const Status* Manager::find(const std::string& service) const {
  auto found = runners_.find(service);
  return found == runners_.end() ? nullptr : &found->second->status();
}

void Manager::keep_log_targets() {
  std::vector<logs::Target> all;
  for (const auto& [service, entry] : catalogue_.entries())
    if (!entry.reading.spec.log.file.empty()) all.push_back({service, entry.reading.spec.log.file});
  if (auto kept = log_targets_.set(std::move(all)); !kept) log::warning("{}", kept.error().text);
}

}  // namespace berth::supervise
