// What people do to the container with Docker's own commands, behind our back.
#include "docker/containers.h"
#include "docker/timestamp.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/steps.h"

namespace berth::supervise {

namespace {

// From the end of a container to its next start in a `docker restart`, and some more.
constexpr Duration until_restart = std::chrono::seconds(1);
constexpr Duration between_looks = std::chrono::milliseconds(50);
constexpr Duration margin = std::chrono::seconds(10);

Duration steady_now() {
  return Duration(static_cast<std::int64_t>(Moment::now().monotonic));
}

}  // namespace

void Steps::note_kill(const std::string& container_id) {
  if (container_id != now_.container_id) return;
  if (reloads_ > 0) {
    --reloads_;
    return;
  }
  killed_at_ = steady_now();
  awaits_restart_ = true;
}

void Steps::forget_restart() {
  awaits_restart_ = reads_next_run_ = false;
}

void Steps::note_engine_up() {
  forget_restart();
  reloads_ = 0;
  survivor_.clear();
  knows_containers_ = false;
}

// A signal that it survived for longer than a stop may last (SIGHUP, to have it read its configuration) ended nothing.
bool Steps::was_ended_by_order() const {
  auto stop_timeout = now_.spec->container.stop_timeout;
  bool is_endless = stop_timeout > Duration::max() - margin;
  return killed_at_.count() > 0 && (is_endless || steady_now() - killed_at_ < stop_timeout + margin);
}

// The output ends while the engine still clears up after the run; whoever attaches at that moment has his place before
// a `docker restart` starts the next one. After an inspection it is too late: the engine answers that when it runs.
Task<> Steps::read_next_run() {
  bool is_over = output_ && output_->has_ended() && awaits_restart_ && was_ended_by_order();
  if (!is_over || std::exchange(reads_next_run_, true)) co_return;
  bool was_away = !shared_.watch.is_up() || running_since_ <= shared_.watch.up_since();
  bool has_gap = was_away && gap_told_of_ != now_.container_id;
  if (has_gap) co_await output_->tell_gap("the Docker engine was away");
  // Where we come too late for its first lines the engine's own log has them.
  auto opened = co_await open_output("somebody restarted the container");
  if (!opened) log::debug("{}", opened.error().text);
  reads_next_run_ = opened.has_value();
}

// `docker restart` is a stop and a start, and the engine calls it a restart only afterwards: so what was ended by order
// is watched for a moment. An engine that is starting it answers when it runs. An error: the container has to be looked
// at anew.
Task<Result<docker::ContainerState>> Steps::after_order(docker::ContainerState ended) {
  co_await read_next_run();
  auto until = steady_now() + until_restart;
  while (steady_now() < until) {
    auto state = co_await docker::inspect_container(shared_.engine, ended.id);
    bool is_gone = !state && state.error().kind == ErrorKind::not_found;
    if (is_gone) co_return state;
    if (!state) break;  // the order was the engine's own, which ends itself
    if (state->running) {
      note_new_run(*state);
      co_return state;
    }
    if (state->status != ended.status) co_return state;  // it is being removed
    co_await sleep(between_looks);
  }
  close_output();
  forget_restart();
  co_return ended;
}

// Another process in the same container: somebody was quicker than our look.
bool Steps::is_another_run(const docker::ContainerState& state) const {
  bool both_known = state.running && state.pid > 0 && status_.main_pid > 0 && status_.container_id == state.id;
  return both_known && status_.main_pid != static_cast<std::uint32_t>(state.pid);
}

void Steps::note_new_run(const docker::ContainerState& state) {
  killed_at_ = Duration(0);
  gap_told_of_.clear();
  now_.probed_well = false;
  take_state(state);
  constexpr auto why = "somebody restarted the container (docker restart)";
  auto& record = shared_.ledger.of(service_);
  record.end_run(service::name_of(service::Ending::success), why, Moment::unix_usec());
  running_since_ = docker::unix_usec(state.started_at);
  record.begin_run(now_.image, running_since_);
  if (record.baseline && record.baseline->container_id == state.id) supervise::note_new_run(*record.baseline);
  shared_.ledger.save(service_);
  bool has_all = reads_next_run_;
  forget_restart();
  auto text = fmt::format("{}: it runs on as process {}{}", why, state.pid,
                          has_all ? "" : "; its first lines may be missing from the log");
  logs::tell(shared_.journal, service_, log::Level::notice, text);
}

}  // namespace berth::supervise
