// stop, set_aside, go_back and clear: the end of the container, or nearly.
#include "docker/containers.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

namespace {

constexpr Duration last_lines = std::chrono::seconds(2);
constexpr const char* before_suffix = ".berth-before";

}  // namespace

Task<Result<std::vector<std::string>>> Steps::all_of_service() {
  auto label = fmt::format("{}={}", service_label, service_);
  auto listed = co_await docker::list_containers(shared_.engine, label);
  if (!listed) co_return listed.error();
  std::vector<std::string> ids;
  for (const auto& container : *listed) {
    // Running ones first: that is the one which a returning holder holds.
    auto at = container.running ? ids.begin() : ids.end();
    ids.insert(at, container.id);
  }
  co_return ids;
}

Task<Outcomes> Steps::stop() {
  std::vector<std::string> ids{now_.container_id};
  if (now_.container_id.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    ids = *all;
  }
  for (const auto& id : ids) {
    auto stopped = co_await stop_one(id);
    if (!stopped) co_return failure(Ending::engine, stopped.error());
  }
  co_return outcome(Event::stopped);
}

// A container that is gone already is stopped.
Task<Result<void>> Steps::stop_one(std::string id) {
  auto limit = now_.spec.container.stop_timeout;
  limit = limit > std::chrono::hours(24) ? Duration(Duration::max()) : limit + std::chrono::seconds(20);
  auto begun = Moment::now().monotonic;
  auto stopped = co_await docker::stop_container(shared_.engine, id, limit);
  if (!stopped && stopped.error().kind == ErrorKind::not_found) co_return Result<void>();
  if (!stopped) co_return stopped.error();
  auto state = co_await docker::inspect_container(shared_.engine, id);
  if (state) {
    status_.exit_status = static_cast<std::int32_t>(state->exit_code);
    tell_if_killed(*state, Duration(static_cast<std::int64_t>(Moment::now().monotonic - begun)));
  }
  co_return Result<void>();
}

void Steps::tell_if_killed(const docker::ContainerState& state, Duration took) {
  const auto& spec = now_.spec.container;
  constexpr int killed = 137;
  if (state.exit_code != killed || took < spec.stop_timeout) return;
  auto text =
      fmt::format("the container did not end within {} of {} and was killed (StopTimeout)",
                  format_duration(spec.stop_timeout), spec.stop_signal.empty() ? "its stop signal" : spec.stop_signal);
  logs::tell(shared_.journal, service_, log::Level::warning, text, logs::message_id::container_killed);
}

// Everything of the service goes: what runs, what was prepared, and what was set aside.
Task<Outcomes> Steps::clear() {
  std::vector<std::string> ids;
  for (const auto* candidate : {&now_, &next_, &before_})
    if (!candidate->container_id.empty()) ids.push_back(candidate->container_id);
  if (now_.container_id.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    ids = *all;
  }
  auto outcomes = co_await remove_all(ids);
  if (!is_failure(outcomes)) next_ = before_ = Candidate{};
  co_return outcomes;
}

// Out of the way of the prepared one, by another name; its end is written down.
Task<Outcomes> Steps::set_aside() {
  if (output_) co_await output_->drained(last_lines);
  auto name = now_.spec.container.name + before_suffix;
  auto freed = co_await free_name(name, now_.spec.container.image);
  if (!freed) co_return failure(Ending::engine, freed.error());
  auto renamed = co_await docker::rename_container(shared_.engine, now_.container_id, name);
  if (!renamed) {
    std::vector<std::string> ids{now_.container_id};
    co_return co_await remove_all(ids);
  }
  output_.reset();
  note_end(verdict_);
  before_ = now_;
  before_.container_name = name;
  show_no_container();
  co_return outcome(Event::removed);
}

// The new container could not be started, or did not become ready: the one before is started as it was.
Task<Outcomes> Steps::go_back() {
  auto why = verdict_.text;
  auto verdict = verdict_;
  if (before_.container_id.empty()) co_return Outcomes(1, Outcome{Event::failed, verdict});
  callbacks_.progress(why + ": going back to the container before", shared_.pull_patience);
  if (!now_.container_id.empty()) {
    auto stopped = co_await stop_one(now_.container_id);
    if (!stopped && is_engine_away(stopped.error())) co_return outcome(Event::engine_lost);
  }
  std::vector<std::string> ids;
  for (const auto* candidate : {&now_, &next_})
    if (!candidate->container_id.empty() && candidate->container_id != before_.container_id)
      ids.push_back(candidate->container_id);
  auto removed = co_await remove_all(ids);
  if (is_failure(removed)) co_return removed;
  next_ = Candidate{};
  now_ = std::exchange(before_, Candidate{});
  now_.instead_of = why;
  now_.is_before = true;
  show_image();
  logs::tell(shared_.journal, service_, log::Level::error, "starting " + now_.text(), logs::message_id::rolled_back);
  auto outcomes = outcome(now_.on_trial ? Event::on_trial : Event::off_trial);
  outcomes.push_back({Event::prepared, {}});
  co_return outcomes;
}

// What a daemon that died in the middle of a restart has left: prepared or set aside, but not running.
Task<> Steps::remove_strays() {
  auto label = fmt::format("{}={}", service_label, service_);
  auto listed = co_await docker::list_containers(shared_.engine, label);
  if (!listed) co_return;  // the start will meet the same trouble, and say so
  for (const auto& container : *listed) {
    if (container.running) continue;
    auto removed = co_await remove_one(container.id);
    if (!removed) log::warning("remove {} of {}: {}", container.name, service_, removed.error().text);
  }
}

Task<Outcomes> Steps::remove_all(std::vector<std::string> ids) {
  if (output_) co_await output_->drained(last_lines);
  output_.reset();
  note_end(verdict_);
  for (const auto& id : ids) {
    auto removed = co_await remove_one(id);
    if (!removed && is_engine_away(removed.error())) co_return outcome(Event::engine_lost);
    if (!removed) {
      log::error("remove the container of {}: {}", service_, removed.error().text);
      co_return failure(Ending::engine, removed.error());
    }
  }
  show_no_container();
  co_return outcome(Event::removed);
}

void Steps::show_no_container() {
  now_.container_id.clear();
  status_.container_id.clear();
  status_.main_pid = 0;
  status_.health = "none";
}

// Returns when it is gone, also if somebody else is removing it at this moment.
Task<Result<void>> Steps::remove_one(std::string id) {
  constexpr int tries = 50;
  Error last;
  for (int i = 0; i < tries; ++i) {
    auto removed = co_await docker::remove_container(shared_.engine, id, true);
    if (removed || removed.error().kind == ErrorKind::not_found) co_return Result<void>();
    last = removed.error();
    if (last.kind != ErrorKind::conflict) co_return last;
    co_await sleep(std::chrono::milliseconds(100));
  }
  co_return last;
}

}  // namespace berth::supervise
