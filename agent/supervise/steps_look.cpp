// look: what the engine says of the container, and what that means for the machine.
#include <csignal>
#include <cstring>

#include "docker/containers.h"
#include "docker/exec.h"
#include "docker/images.h"
#include "docker/timestamp.h"
#include "loop/wakeup.h"
#include "service/exit_statuses.h"
#include "supervise/engine_history.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;

namespace {

// What tells the engine of the kernel's killing, and of the end, comes to it on two ways: the first may be later, by
// half a second on a busy machine. Where there is a limit it is worth a longer wait.
constexpr int killed = 128 + SIGKILL;
constexpr Duration until_reason = std::chrono::milliseconds(200);
constexpr Duration until_likely_reason = std::chrono::seconds(2);

constexpr const char* cut_off = "the start was cut off: berthd was killed in its course";
constexpr const char* gone = "the container is gone: somebody or something else removed it";

std::string_view name_of(docker::Health health) {
  switch (health) {
    case docker::Health::none: return "none";
    case docker::Health::starting: return "starting";
    case docker::Health::healthy: return "healthy";
    case docker::Health::unhealthy: return "unhealthy";
  }
  return "none";
}

// The one that a returning holder holds, the running one first. What was only prepared has never run; but what was to
// be `started` may be running in a moment.
std::string held_among(const std::vector<docker::ContainerState>& containers, const std::string& started) {
  const docker::ContainerState* held = nullptr;
  for (const auto& one : containers) {
    if (one.status == "created" && one.id != started) continue;
    bool is_it = one.running && !is_beside(one);
    if (held == nullptr || is_it) held = &one;
  }
  return held == nullptr ? std::string() : held->id;
}

Outcomes exited(Ending ending, int status, std::string text) {
  service::Verdict verdict{ending, status, std::move(text)};
  return Outcomes(1, Outcome{Event::exited, verdict});
}

Outcomes interrupted() {
  return exited(Ending::interrupted, 0, "the Docker engine went down and took the container with it");
}

Task<bool> ran_out_of_memory(docker::Engine& engine, std::string id, Duration limit) {
  Duration waited{0};
  for (auto pause = until_reason / 4; waited < limit; waited += pause, pause *= 2) {
    co_await sleep(pause);
    auto later = co_await docker::inspect_container(engine, id);
    if (!later || later->running) co_return false;
    if (later->oom_killed) co_return true;
  }
  co_return false;
}

service::Verdict unhealthy(const docker::ContainerState& state) {
  auto text = fmt::format("unhealthy: the health check failed {} times in a row, the last time with status {}",
                          state.health_failures, state.health_exit_status);
  return {Ending::health, 0, text};
}

}  // namespace

Task<Outcomes> Steps::look() {
  know_spec();
  Duration pause = std::chrono::milliseconds(500);
  while (true) {
    co_await read_next_run();
    auto state = co_await find_container();
    // An engine that was starting it has answered when that was over.
    bool was_cut_off = state && state->status == "created";
    if (was_cut_off) {
      let_go();
      co_return exited(Ending::interrupted, 0, cut_off);
    }
    if (state) {
      bool is_new_run = is_another_run(*state);
      take_state(*state);
      if (is_new_run) note_new_run(*state);
      Outcomes outcomes;
      if (now_.image.id.empty()) outcomes = co_await adopt(*state);
      if (!knows_containers_) co_await remove_strays(state->id);
      bool is_open = output_ && !output_->has_ended();
      // The engine gives no output of a paused one.
      bool has_more = (state->running && !state->paused) || shared_.outputs.has(state->id);
      if (!is_open && has_more) {
        // Ours to read again: another daemon's container, or an engine that was restarted and left it running.
        std::string why = is_new_run ? "somebody started the container again" : "the way to its output was lost";
        auto opened = co_await open_output(why);
        if (!opened && is_engine_away(opened.error())) co_return outcome(Event::engine_lost);
        if (!opened) log::error("{}", opened.error().text);
      }
      bool has_last_lines = !state->running && output_ && !reads_next_run_;
      if (has_last_lines) co_await output_->drained(last_lines);
      bool is_interrupted = false;
      if (!state->running) is_interrupted = co_await ended_with_engine(shared_.systemd, shared_.engine_history, *state);
      bool may_come_back = !state->running && !is_interrupted && awaits_restart_ && was_ended_by_order();
      if (may_come_back) state = co_await after_order(*state);
      if (!state) continue;
      bool may_be_oom = !state->running && state->exit_code == killed && !state->oom_killed && !was_ended_by_order();
      auto patience = now_.spec->container.memory ? until_likely_reason : until_reason;
      if (may_be_oom && !is_interrupted)
        state->oom_killed = co_await ran_out_of_memory(shared_.engine, state->id, patience);
      if (is_interrupted)
        co_await write_lost_end(state->id, end_with_engine);  // while it is known: anybody may remove it now
      auto judged = is_interrupted ? interrupted() : judge(*state);
      for (auto& one : judged) outcomes.push_back(std::move(one));
      co_return outcomes;
    }
    bool is_gone = state.error().kind == ErrorKind::not_found;
    if (is_gone && has_ended_well()) co_return exited(Ending::success, 0, "");
    if (is_gone) co_await tell_lost_container();
    if (is_gone) co_return exited(Ending::lost, 0, gone);
    if (is_engine_away(state.error())) co_return outcome(Event::engine_lost);
    bool is_called_off = state.error().kind == ErrorKind::cancelled;  // the sleep ends it
    if (!is_called_off) log::warning("look at {}: {}", service_, state.error().text);
    co_await sleep(pause);  // an engine that fails says nothing about the container: ask on
    pause = std::min<Duration>(pause * 2, std::chrono::seconds(30));
  }
}

// The container that we know by id, else the one that carries our label.
Task<Result<docker::ContainerState>> Steps::find_container() {
  if (now_.container_id.empty()) {
    auto listed = co_await list_of_service();
    if (!listed) co_return listed.error();
    now_.container_id = held_among(*listed, shared_.ledger.of(service_).current_container());
    if (now_.container_id.empty()) co_return Error{ErrorKind::not_found, fmt::format("{} has no container", service_)};
    knows_containers_ = false;
  }
  pick_up(now_.container_id);
  auto state = co_await docker::inspect_container(shared_.engine, now_.container_id);
  co_return state;
}

// For another to pick up, unless it is over.
void Steps::let_go() {
  if (output_ && output_->has_ended()) return;
  if (output_) shared_.outputs.give_back(now_.container_id, std::exchange(output_, nullptr)->hand_over());
  now_.container_id.clear();
}

// The first look at a container that another daemon, or an earlier holder, has left us.
Task<Outcomes> Steps::adopt(docker::ContainerState state) {
  now_.container_name = state.name;
  now_.image.reference = now_.spec->container.image;
  now_.image.id = state.image_id;
  running_since_ = docker::unix_usec(state.started_at);
  if (output_) output_->note_start(running_since_);
  is_adopted_ = true;
  auto& record = shared_.ledger.of(service_);
  for (const auto& run : record.history)
    if (run.image.id == state.image_id) now_.image = run.image;
  const auto* bad = record.quarantine.empty() ? nullptr : &record.quarantine.back();
  if (bad != nullptr && is_proven() && bad->image.digest == record.digest)
    now_.instead_of = fmt::format("{} is in quarantine: {}", bad->image.reference, bad->why);
  if (record.baseline && record.baseline->container_id == state.id) now_.baseline = record.baseline;
  now_.on_trial = record.good && !is_proven() && now_.spec->update.rollback;
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
  status_.paused = state.paused;
  bool knows_better = now_.probed_well && state.health == docker::Health::starting;
  status_.health = name_of(knows_better ? docker::Health::healthy : state.health);
}

// The engine's own first check comes only after a whole interval.
Task<bool> Steps::probe() {
  if (health_test_.size() < 2) co_return false;
  std::vector<std::string> command(health_test_.begin() + 1, health_test_.end());
  if (health_test_.front() == "CMD-SHELL") command.insert(command.begin(), {"/bin/sh", "-c"});
  const auto& health = now_.spec->container.health;
  auto limit = health && health->timeout ? *health->timeout : Duration(std::chrono::seconds(30));
  auto id = now_.container_id;
  docker::Execution execution{command, "", limit};
  auto executed = co_await docker::run_in_container(shared_.engine, id, execution);
  bool is_well = executed && executed->status == 0 && id == now_.container_id;
  now_.probed_well = now_.probed_well || is_well;
  co_return is_well;
}

// What a container's state means for the machine.
Outcomes Steps::judge(const docker::ContainerState& state) {
  if (state.status == "removing" || state.status == "dead") return exited(Ending::lost, 0, gone);
  if (!state.running) return judge_end(state);
  bool waits_for_health = now_.spec->container.ready_when == ReadyWhen::healthy;
  if (state.health == docker::Health::unhealthy) return Outcomes(1, Outcome{Event::unhealthy, unhealthy(state)});
  bool is_ready = waits_for_health && state.health == docker::Health::healthy;
  return outcome(is_ready ? Event::ready : Event::found_running);
}

Outcomes Steps::judge_end(const docker::ContainerState& state) {
  auto outcomes = judge_exit(state, was_ended_by_order());
  auto& verdict = outcomes.back().verdict;
  verdict.by_order = was_ended_by_order();
  if (verdict.by_order && !verdict.ok()) verdict.text += ", because the engine was told to (docker stop, docker kill)";
  return outcomes;
}

Outcomes Steps::judge_exit(const docker::ContainerState& state, bool by_order) {
  auto code = static_cast<int>(state.exit_code);
  status_.exit_status = code;
  bool is_well = service::is_success(now_.spec->service, code);
  if (state.oom_killed) return exited(Ending::oom_kill, code == 0 ? 137 : code, "the container ran out of memory");
  // As a shell says it; the engine knows no difference.
  if (!is_well && code > 128 && code <= 128 + 31)
    return exited(Ending::signal, code,
                  fmt::format("the container was ended by SIG{} (status {})", ::sigabbrev_np(code - 128), code));
  if (!is_well) return exited(Ending::exit_code, code, fmt::format("the container exited with status {}", code));
  if (by_order) return exited(Ending::success, code, "");
  if (now_.spec->schedule) return job_done(code);
  auto& record = shared_.ledger.of(service_);
  if (now_.on_trial && !record.good_ends)
    return exited(Ending::exit_code, code,
                  fmt::format("the container ended, with status {}, before its image had proved itself", code));
  record.good_ends = record.good_ends || is_proven();
  return exited(Ending::success, code, "");
}

// The end of a job is what it was started for: nothing proves an image better.
Outcomes Steps::job_done(int code) {
  auto outcomes = outcome(Event::ready);
  if (!is_proven()) outcomes.push_back({Event::proved, {}});
  outcomes.push_back({Event::exited, {Ending::success, code, ""}});
  return outcomes;
}

}  // namespace berth::supervise
