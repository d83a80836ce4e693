// look: what the engine says of the container, and what that means for the machine.
#include <csignal>
#include <cstring>

#include "docker/containers.h"
#include "docker/exec.h"
#include "docker/images.h"
#include "docker/timestamp.h"
#include "loop/wakeup.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;

namespace {

constexpr Duration last_lines = std::chrono::seconds(2);

std::string_view name_of(docker::Health health) {
  switch (health) {
    case docker::Health::none: return "none";
    case docker::Health::starting: return "starting";
    case docker::Health::healthy: return "healthy";
    case docker::Health::unhealthy: return "unhealthy";
  }
  return "none";
}

Outcomes exited(Ending ending, int status, std::string text) {
  service::Verdict verdict{ending, status, std::move(text)};
  return Outcomes(1, Outcome{Event::exited, verdict});
}

service::Verdict unhealthy(const docker::ContainerState& state) {
  auto text = fmt::format("unhealthy: the health check failed {} times in a row, the last time with status {}",
                          state.health_failures, state.health_exit_status);
  return {Ending::health, 0, text};
}

}  // namespace

Task<Outcomes> Steps::look() {
  if (!now_.has_spec) {
    if (const auto* entry = shared_.catalogue.find(service_)) now_.spec = entry->reading.spec;
    if (now_.spec.container.name.empty()) now_.spec.container.name = service_;
    now_.has_spec = true;
    status_.log_file = now_.spec.log.file;
  }
  Duration pause = std::chrono::milliseconds(500);
  while (true) {
    auto state = co_await find_container();
    if (state) {
      take_state(*state);
      Outcomes outcomes;
      if (now_.image.id.empty()) outcomes = co_await adopt(*state);
      if (state->running && (!output_ || output_->has_ended())) {
        // Ours to read again: another daemon's container, or an engine that was restarted and left it running.
        auto opened = co_await open_output();
        if (!opened && is_engine_away(opened.error())) co_return outcome(Event::engine_lost);
        if (!opened) log::error("{}", opened.error().text);
      }
      if (!state->running && output_) co_await output_->drained(last_lines);
      for (auto& judged : judge(*state)) outcomes.push_back(std::move(judged));
      co_return outcomes;
    }
    if (state.error().kind == ErrorKind::not_found)
      co_return exited(Ending::lost, 0, "the container is gone: somebody or something else removed it");
    if (is_engine_away(state.error())) co_return outcome(Event::engine_lost);
    log::warning("look at {}: {}", service_, state.error().text);
    co_await sleep(pause);  // an engine that fails says nothing about the container: ask on
    pause = std::min<Duration>(pause * 2, std::chrono::seconds(30));
  }
}

// The container that we know by id, else the one that carries our label.
Task<Result<docker::ContainerState>> Steps::find_container() {
  if (now_.container_id.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return all.error();
    if (all->empty()) co_return Error{ErrorKind::not_found, fmt::format("{} has no container", service_)};
    knows_containers_ = true;
    now_.container_id = all->front();
    // What a restart had prepared or set aside when the daemon went away.
    for (auto stray = all->begin() + 1; stray != all->end(); ++stray) {
      auto state = co_await docker::inspect_container(shared_.engine, *stray);
      if (state && !state->running) co_await remove_one(*stray);
    }
  }
  auto state = co_await docker::inspect_container(shared_.engine, now_.container_id);
  co_return state;
}

// The first look at a container that another daemon, or an earlier holder, has left us.
Task<Outcomes> Steps::adopt(docker::ContainerState state) {
  now_.container_name = state.name;
  now_.image.reference = now_.spec.container.image;
  now_.image.id = state.image_id;
  running_since_ = docker::unix_usec(state.started_at);
  auto& record = shared_.ledger.of(service_);
  for (const auto& run : record.history)
    if (run.image.id == state.image_id) now_.image = run.image;
  const auto* bad = record.quarantine.empty() ? nullptr : &record.quarantine.back();
  if (bad != nullptr && is_proven() && bad->image.digest == record.digest)
    now_.instead_of = fmt::format("{} is in quarantine: {}", bad->image.reference, bad->why);
  now_.on_trial = record.good && !is_proven() && now_.spec.update.rollback;
  auto image = co_await docker::inspect_image(shared_.engine, state.image_id);
  if (image && now_.image.digest.empty()) now_.image = version_of(*image, now_.image.reference);
  show_image();
  show_record();
  co_return outcome(now_.on_trial ? Event::on_trial : Event::off_trial);
}

void Steps::take_state(const docker::ContainerState& state) {
  now_.container_id = state.id;
  health_test_ = state.health_test;
  status_.container_id = state.id;
  status_.main_pid = static_cast<std::uint32_t>(state.pid);
  bool knows_better = now_.probed_well && state.health == docker::Health::starting;
  status_.health = name_of(knows_better ? docker::Health::healthy : state.health);
}

// The engine's own first check comes only after a whole interval.
Task<bool> Steps::probe() {
  if (health_test_.size() < 2) co_return false;
  std::vector<std::string> command(health_test_.begin() + 1, health_test_.end());
  if (health_test_.front() == "CMD-SHELL") command.insert(command.begin(), {"/bin/sh", "-c"});
  const auto& health = now_.spec.container.health;
  auto limit = health && health->timeout ? *health->timeout : Duration(std::chrono::seconds(30));
  auto id = now_.container_id;
  auto status = co_await docker::run_in_container(shared_.engine, id, command, limit);
  bool is_well = status && *status == 0 && id == now_.container_id;
  now_.probed_well = now_.probed_well || is_well;
  co_return is_well;
}

// What a container's state means for the machine.
Outcomes Steps::judge(const docker::ContainerState& state) {
  if (!state.running) return judge_end(state);
  bool waits_for_health = now_.spec.container.ready_when == ReadyWhen::healthy;
  if (waits_for_health && state.health == docker::Health::none)
    return failure(
        Ending::descriptor,
        Error{ErrorKind::invalid, "Notify is healthy, but neither the descriptor nor the image has a health check"});
  if (state.health == docker::Health::unhealthy) return Outcomes(1, Outcome{Event::unhealthy, unhealthy(state)});
  bool is_ready = waits_for_health && state.health == docker::Health::healthy;
  return outcome(is_ready ? Event::ready : Event::found_running);
}

Outcomes Steps::judge_end(const docker::ContainerState& state) {
  auto code = static_cast<int>(state.exit_code);
  status_.exit_status = code;
  if (state.oom_killed) return exited(Ending::oom_kill, code == 0 ? 137 : code, "the container ran out of memory");
  // As a shell says it; the engine knows no difference.
  if (code > 128 && code <= 128 + 31)
    return exited(Ending::signal, code,
                  fmt::format("the container was ended by SIG{} (status {})", ::sigabbrev_np(code - 128), code));
  if (code != 0) return exited(Ending::exit_code, code, fmt::format("the container exited with status {}", code));
  auto& record = shared_.ledger.of(service_);
  if (now_.on_trial && !record.good_ends)
    return exited(Ending::exit_code, 0, "the container ended, with status 0, before its image had proved itself");
  record.good_ends = record.good_ends || is_proven();
  return exited(Ending::success, 0, "");
}

}  // namespace berth::supervise
