#include "supervise/manager.h"

#include <algorithm>

#include "base/log.h"
#include "docker/containers.h"
#include "loop/wakeup.h"
#include "service/hold_words.h"
#include "service/name.h"
#include "supervise/labels.h"

namespace berth::supervise {

namespace {

// Editors and scp write in several steps, and scp may bring a thousand files: until nothing comes any more, but for no
// longer than a second.
constexpr Duration settle = std::chrono::milliseconds(30);
constexpr int most_settles = 33;

// Beyond a stall that nobody has noticed yet: what Pulls says nothing for, and some more.
constexpr Duration between_signs_of_life = std::chrono::seconds(30);

}  // namespace

Manager::Manager(Tasks& tasks, bus::Connection& system_bus, const config::Settings& settings, std::string holder)
    : tasks_(tasks),
      settings_(settings),
      journal_(tasks.executor()),
      engine_(tasks.executor(), settings.engine_socket),
      watch_(tasks, engine_, engine_listener()),
      engine_history_("/run/berth/engine-downtimes"),
      systemd_(system_bus),
      catalogue_(settings, config::read_host_facts(), std::move(holder)),
      ledger_(settings.state_directory),
      log_targets_(settings.state_directory + "/log-targets.json", config::read_host_facts().host_name),
      pulls_(tasks, engine_, {settings.parallel_pulls, settings.pull_stall_timeout}),
      credentials_(tasks.executor(), {}),
      jobs_(system_bus),
      timers_(system_bus, jobs_),
      outputs_("/run/berth/output"),
      compression_(tasks),
      units_flush_(tasks, settings.unit_directory),
      starts_(tasks.executor(), settings.parallel_starts),
      networks_(tasks.executor(), 1),
      shared_{tasks,
              engine_,
              watch_,
              engine_history_,
              journal_,
              systemd_,
              catalogue_,
              ledger_,
              pulls_,
              credentials_,
              jobs_,
              outputs_,
              compression_,
              starts_,
              networks_,
              settings.pull_stall_timeout + between_signs_of_life,
              settings.engine_log,
              [this](const std::string& service) {
                changes_.note(service);
                if (observer_.changed) observer_.changed(service);
              }},
      holders_(tasks, hold::word::socket_path, hold_events()),
      folders_changed_(tasks.executor()),
      changes_(
          shared_, settings.service_directories, [this](const std::string& service) { return subject(service); },
          [this] { folders_changed_.notify(); }),
      fixes_(shared_, settings.update_check_interval,
             [this] {
               std::vector<std::shared_ptr<Runner>> all;
               for (const auto& [service, one] : runners_) all.push_back(one);
               return all;
             }),
      processes_(shared_, system_bus, [this] { tasks_.start("descriptor gone", reload_quietly()); }),
      schedules_(tasks, timers_, scheduled_services()),
      reaper_(shared_, settings.orphan_grace, reaper_services()) {}

Task<Result<void>> Manager::begin() {
  auto problems = co_await reload();
  if (!problems) log::error("{}", problems.error().text);
  if (problems)
    for (const auto& problem : *problems) log::warning("{}", problem);
  processes_.adopt();
  processes_.begin();
  watch_.begin();
  schedules_.begin();
  auto listening = holders_.listen();
  if (!listening) co_return listening.error();
  co_await watch_.first_answer(std::chrono::seconds(2));
  tasks_.start("descriptors", watch_folders());
  changes_.begin();
  fixes_.begin();
  // What a daemon before this one had no time for, of stopped services, too.
  for (const auto& [service, entry] : catalogue_.entries())
    if (const auto& log = entry.reading.spec.log; log.compress && !log.file.empty()) compression_.want(log.file);
  co_return Result<void>();
}

Task<Result<std::vector<std::string>>> Manager::reload() {
  auto problems = co_await read_descriptors();
  changes_.look_at_all();
  co_return problems;
}

Task<Result<std::vector<std::string>>> Manager::read_descriptors() {
  refresh();
  if (reload_owed_) {
    reload_owed_ = false;
    auto reloaded = co_await systemd_.daemon_reload();
    if (!reloaded) {
      reload_owed_ = true;
      co_return reloaded.error();
    }
    look_at_timers();
  }
  co_return catalogue_.problems();
}

void Manager::refresh() {
  write_units();
  follow();
}

void Manager::write_units() {
  auto is_busy = [this](const std::string& service) {
    if (!service::is_template(service)) return is_service_busy(service);
    auto is_of_it = [&](const auto& one) {
      return service::template_of(one.first) == service && one.second->is_busy();
    };
    const auto& processes = processes_.all();
    return std::any_of(runners_.begin(), runners_.end(), is_of_it) ||
           std::any_of(processes.begin(), processes.end(), is_of_it);
  };
  bool changed = catalogue_.refresh(is_busy);
  reload_owed_ |= changed;
  if (changed) units_flush_.want();
}

void Manager::follow() {
  for (const auto& timer : catalogue_.take_removed_timers()) tasks_.start("stop " + timer, stop_timer(jobs_, timer));
  for (const auto& [service, entry] : catalogue_.entries()) note(service, entry);
  forget_idle();
  forget_idle_processes();
  reaper_.spare_those_back();
  keep_log_targets();
  look_at_timers();
}

// What it is, a container or a process, it stays until it rests, and while its descriptor can't be read.
void Manager::note(const std::string& service, const Catalogue::Entry& entry) {
  bool is_process = processes_.is_one(service, entry);
  bool has_runner = runners_.contains(service);
  if (!is_process || (has_runner && is_service_busy(service))) return runner(service).descriptor_changed();
  if (has_runner) runners_.erase(service);
  bool is_new = processes_.note(service) && !has_runner;
  if (is_new && observer_.added) observer_.added(service);
}

bool Manager::is_service_busy(const std::string& service) const {
  if (auto process = processes_.find(service); process && process->is_busy()) return true;
  auto found = runners_.find(service);
  return found != runners_.end() && found->second->is_busy();
}

void Manager::look_at_timers() {
  for (const auto& [service, entry] : catalogue_.entries())
    if (entry.reading.spec.schedule) schedules_.look(service);
}

// One whose file is gone fails as soon as systemd reads its units anew, which may be before or after the stop.
Task<> Manager::stop_timer(systemd::Jobs& jobs, std::string timer) {
  auto stopped = co_await jobs.stop(timer);
  co_await jobs.reset_failed(timer);
  if (!stopped && stopped.error().kind != ErrorKind::not_found) log::warning("{}", stopped.error().text);
}

// An instance that its unit's name alone tells of.
void Manager::want_instance(const std::string& service) {
  if (!catalogue_.want(service)) return;
  note(service, *catalogue_.find(service));
  keep_log_targets();
  if (catalogue_.find(service)->reading.spec.schedule) schedules_.look(service);
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
      reaper_.look();
    }
  }
}

void Manager::forget_idle_processes() {
  for (const auto& service : processes_.forget_idle()) {
    if (const auto* entry = catalogue_.find(service))
      note(service, *entry);
    else if (observer_.removed)
      observer_.removed(service);
  }
}

// Outputs of containers that went while nobody looked.
Task<> Manager::tidy_outputs() {
  std::set<std::string> living;
  for (const auto* label : {service_label, compose_project_label}) {
    auto listed = co_await docker::list_containers(engine_, label);
    if (!listed) co_return;
    for (const auto& container : *listed) living.insert(container.id);
  }
  // Also if it is gone: its service is about to read the rest.
  for (const auto& [service, one] : runners_) living.insert(ledger_.of(service).current_container());
  outputs_.forget_all_but(living);
}

Task<> Manager::watch_folders() {
  while (true) {
    co_await folders_changed_.wait();
    bool goes_on = true;
    for (int i = 0; goes_on && i < most_settles; ++i) {
      co_await sleep(settle);
      goes_on = co_await folders_changed_.wait_for(Duration(0));
    }
    if (goes_on) folders_changed_.notify();
    changes_.watch_descriptors();
    co_await reload_quietly();
  }
}

Task<> Manager::reload_quietly() {
  auto problems = co_await read_descriptors();
  if (!problems) log::error("{}", problems.error().text);
}

std::vector<std::string> Manager::services() const {
  std::vector<std::string> names;
  for (const auto& [service, one] : runners_) names.push_back(service);
  for (const auto& [service, one] : processes_.all())
    if (!runners_.contains(service)) names.push_back(service);
  std::sort(names.begin(), names.end());
  return names;
}

std::shared_ptr<Runner> Manager::runner_of(const std::string& service) const {
  auto found = runners_.find(service);
  return found == runners_.end() ? nullptr : found->second;
}

std::shared_ptr<ChangeSubject> Manager::subject(const std::string& service) const {
  if (auto runner = runner_of(service)) return runner;
  return processes_.find(service);
}

const Status* Manager::find(const std::string& service) const {
  auto found = subject(service);
  return found ? &found->status() : nullptr;
}

void Manager::keep_log_targets() {
  std::vector<logs::Target> all;
  for (const auto& [service, entry] : catalogue_.entries())
    if (!entry.reading.spec.log.file.empty()) all.push_back({service, entry.reading.spec.log.file});
  if (auto kept = log_targets_.set(std::move(all)); !kept) log::warning("{}", kept.error().text);
}

}  // namespace berth::supervise
