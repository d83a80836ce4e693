// What happens around the services, and to which of them it goes: holders, the engine, timers, orphans.
#include "service/hold_words.h"
#include "supervise/manager.h"

namespace berth::supervise {

HoldEvents Manager::hold_events() {
  HoldEvents events;
  events.came = [this](HolderPtr holder, const std::string& word, const std::string& service) {
    holder_came(std::move(holder), word, service);
  };
  events.wants_stop = [this](HolderPtr holder, const std::string& service) {
    runner(service).holder_wants_stop(holder);
  };
  events.said = [this](HolderPtr holder, const std::string& service, const std::string& lines) {
    runner(service).holder_heard(holder, lines);
  };
  events.watchdog = [this](HolderPtr holder, const std::string& service) { runner(service).holder_watchdog(holder); };
  events.gone = [this](HolderPtr holder, const std::string& service) {
    auto owner = runner_of(service);
    if (!owner) return;  // a process has no holder but for its errands
    owner->holder_went(holder);
    // Its unit file was kept for the sake of what ran.
    const auto* entry = catalogue_.find(service);
    bool is_other = entry == nullptr || entry->reading.spec.process;
    if (!owner->is_busy() && is_other) tasks_.start("descriptor gone", reload_quietly());
  };
  events.sync = [this](HolderPtr holder) {
    // systemd is about to read all unit files: no reload of ours is owed after this one. It waits for nothing else.
    write_units();
    reload_owed_ = false;
    holder->exit(0);
    follow();
  };
  return events;
}

void Manager::holder_came(HolderPtr holder, const std::string& word, const std::string& service) {
  bool is_start = word == hold::word::start || word == hold::word::prepare;
  // A descriptor that came a moment ago may not be known yet.
  if (is_start && !catalogue_.has_descriptor(service)) refresh();
  want_instance(service);
  if (word != hold::word::prepare) return runner(service).holder_came(std::move(holder), word);
  if (const auto* entry = catalogue_.find(service)) note(service, *entry);
  if (auto process = processes_.find(service)) return process->prepare(holder);
  holder->notify(
      fmt::format("STATUS=the descriptor of {} has no Process: systemctl daemon-reload, then start it", service));
  holder->exit(78);
}

ScheduleWatch::Services Manager::scheduled_services() {
  ScheduleWatch::Services services;
  services.timer_of = [this](const std::string& service) {
    const auto* status = find(service);
    return status == nullptr ? std::string() : status->timer;
  };
  services.note = [this](const std::string& service, std::uint64_t next) {
    if (auto process = processes_.find(service)) return process->note_next_run(next);
    if (auto runner = runner_of(service)) runner->note_next_run(next);
  };
  return services;
}

EngineWatch::Listener Manager::engine_listener() {
  EngineWatch::Listener listener;
  listener.up = [this] {
    tasks_.start("outputs", tidy_outputs());
    for (const auto& [service, one] : runners_) one->engine_is_up();
    reaper_.look();
    if (observer_.changed) observer_.changed("");
  };
  listener.lost = [this] {
    tasks_.start("engine downtime", engine_history_.ask(systemd_));
    for (const auto& [service, one] : runners_) one->engine_is_lost();
    if (observer_.changed) observer_.changed("");
  };
  listener.hint = [this](const std::string& service, const docker::Event& event) {
    auto found = runners_.find(service);
    if (found != runners_.end()) found->second->engine_said(event);
  };
  listener.project_hint = [this](const std::string& project, const docker::Event& event) {
    for (const auto& [service, one] : runners_)
      if (one->has_project(project)) one->engine_said(event);
  };
  return listener;
}

Reaper::Services Manager::reaper_services() {
  auto owner_of = [this](const std::string& service) {
    if (is_service_busy(service)) return Reaper::Owner::busy;
    if (catalogue_.has_descriptor(service)) return Reaper::Owner::resting;
    return catalogue_.is_complete() ? Reaper::Owner::none : Reaper::Owner::busy;
  };
  return {owner_of, [this](std::string service) { return is_up(systemd_, std::move(service)); }};
}

// Its holder may not have connected again yet. A systemd that does not answer says nothing.
Task<bool> Manager::is_up(systemd::Manager& systemd, std::string service) {
  auto state = co_await systemd.unit_state(service + ".service");
  bool is_down =
      state && (state->active_state.empty() || state->active_state == "inactive" || state->active_state == "failed");
  co_return !is_down;
}

}  // namespace berth::supervise
