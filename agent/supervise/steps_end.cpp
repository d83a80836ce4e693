// stop, set_aside, go_back and clear: the end of the container, or nearly.
#include <algorithm>

#include "docker/containers.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/aside.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

Task<Result<std::vector<docker::ContainerState>>> Steps::list_of_service() {
  auto label = fmt::format("{}={}", service_label, service_);
  auto listed = co_await docker::list_containers(shared_.engine, label);
  if (!listed) co_return listed.error();
  const auto& own = now_.spec->container.name.empty() ? service_ : now_.spec->container.name;
  std::vector<docker::ContainerState> ours;
  for (const auto& container : *listed) {
    const auto& name = container.name;
    bool has_our_name =
        name == own || name == own + next_suffix || name == own + before_suffix || name == own + pre_run_suffix;
    Result<bool> is_other = false;
    if (!has_our_name) is_other = co_await is_labelled_by_image(shared_.engine, container);
    if (!is_other || !*is_other) ours.push_back(container);
  }
  co_return ours;
}

Task<Result<std::vector<std::string>>> Steps::all_of_service() {
  auto listed = co_await list_of_service();
  if (!listed) co_return listed.error();
  std::vector<std::string> ids;
  for (const auto& container : *listed) {
    // Running ones first: that is the one which a returning holder holds.
    bool is_first = container.running && !is_beside(container);
    auto at = is_first ? ids.begin() : ids.end();
    ids.insert(at, container.id);
  }
  co_return ids;
}

Task<Outcomes> Steps::stop() {
  know_spec();
  std::vector<std::string> ids{now_.container_id};
  if (now_.container_id.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    ids = *all;
  }
  if (!pre_run_.empty()) ids.insert(ids.begin(), pre_run_);
  for (const auto& id : ids) {
    co_await read_again(id);
    auto stopped = co_await stop_one(id);
    if (!stopped) co_return failure(Ending::engine, stopped.error());
  }
  co_return outcome(Event::stopped);
}

// A container that is gone already is stopped.
Task<Result<void>> Steps::stop_one(std::string id) {
  auto limit = now_.spec->container.stop_timeout;
  limit = limit > std::chrono::hours(24) ? Duration(Duration::max()) : limit + std::chrono::seconds(20);
  auto begun = Moment::now().monotonic;
  auto stopped = co_await docker::stop_container(shared_.engine, id, limit);
  if (!stopped && stopped.error().kind == ErrorKind::not_found) co_return Result<void>();
  if (!stopped) co_return stopped.error();
  auto state = co_await docker::inspect_container(shared_.engine, id);
  if (state) {
    status_.exit_status = static_cast<std::int32_t>(state->exit_code);
    // An engine that was killed together with its containerd may have lost its hold of it.
    bool is_same = id == now_.container_id && static_cast<std::uint32_t>(state->pid) == status_.main_pid;
    if (state->running && is_same) survivor_ = id;
    tell_if_killed(*state, Duration(static_cast<std::int64_t>(Moment::now().monotonic - begun)));
  }
  co_return Result<void>();
}

void Steps::tell_if_killed(const docker::ContainerState& state, Duration took) {
  const auto& spec = now_.spec->container;
  constexpr int killed = 137;
  if (state.exit_code != killed || took < spec.stop_timeout) return;
  auto text =
      fmt::format("the container did not end within {} of {} and was killed (StopTimeout)",
                  format_duration(spec.stop_timeout), spec.stop_signal.empty() ? "its stop signal" : spec.stop_signal);
  logs::tell(shared_.journal, service_, log::Level::warning, text, logs::message_id::container_killed);
}

// Everything of the service goes: what runs, what was prepared, what was set aside, and what a daemon before this one
// has left of these.
Task<Outcomes> Steps::clear() {
  std::vector<std::string> ids;
  if (!pre_run_.empty()) ids.push_back(pre_run_);
  for (const auto* candidate : {&now_, &next_, &before_})
    if (!candidate->container_id.empty()) ids.push_back(candidate->container_id);
  constexpr Duration while_it_creates = std::chrono::milliseconds(500);
  if (creates_) co_await sleep(while_it_creates);
  if (now_.container_id.empty() || !knows_containers_) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    for (const auto& id : *all)
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  auto outcomes = co_await remove_all(ids);
  if (is_failure(outcomes)) co_return outcomes;
  next_ = before_ = Candidate{};
  pre_run_.clear();
  creates_ = false;
  knows_containers_ = true;
  co_return outcomes;
}

// Out of the way of the prepared one, by another name; its end is written down.
Task<Outcomes> Steps::set_aside() {
  if (output_) co_await output_->drained(last_lines);
  auto told = co_await tell_lost_end(now_.container_id);
  if (!told) co_return outcome(Event::engine_lost);
  auto name = now_.spec->container.name + before_suffix;
  auto freed = co_await free_name(name, now_.spec->container.image);
  if (!freed) co_return failure(Ending::engine, freed.error());
  auto renamed = co_await docker::rename_container(shared_.engine, now_.container_id, name);
  if (!renamed) {
    std::vector<std::string> ids{now_.container_id};
    co_return co_await remove_all(ids);
  }
  close_output();
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
  auto ended = co_await end_failed_one();
  if (is_failure(ended)) co_return ended;
  now_ = std::exchange(before_, Candidate{});
  killed_at_ = Duration(0);
  now_.instead_of = why;
  now_.is_before = true;
  show_image();
  logs::tell(shared_.journal, service_, log::Level::error, "starting " + now_.text(), logs::message_id::rolled_back);
  auto outcomes = outcome(now_.on_trial ? Event::on_trial : Event::off_trial);
  outcomes.push_back({Event::prepared, {}});
  co_return outcomes;
}

// So that another can take its place under the same holder; with it goes what was prepared and is of no use now.
Task<Outcomes> Steps::end_failed_one() {
  if (!now_.container_id.empty()) {
    auto stopped = co_await stop_one(now_.container_id);
    if (!stopped && is_engine_away(stopped.error())) co_return outcome(Event::engine_lost);
  }
  std::vector<std::string> ids;
  for (const auto* candidate : {&now_, &next_})
    if (!candidate->container_id.empty() && candidate->container_id != before_.container_id)
      ids.push_back(candidate->container_id);
  auto removed = co_await remove_all(ids);
  if (!is_failure(removed)) next_ = Candidate{};
  co_return removed;
}

// What ran under a daemon before this one is not among these.
bool Steps::went_unseen(const std::vector<std::string>& ids) const {
  auto& record = shared_.ledger.of(service_);
  if (!now_.container_id.empty() || record.current_run() == nullptr) return false;
  auto ran = record.current_container();
  return ran.empty() ? ids.empty() : std::find(ids.begin(), ids.end(), ran) == ids.end();
}

Task<Outcomes> Steps::remove_all(std::vector<std::string> ids) {
  bool is_open = output_ && !output_->has_ended() && !reads_next_run_ && !now_.container_id.empty();
  Result<void> ended;
  if (is_open) ended = co_await end_if_running(now_.container_id);
  if (is_open && ended) co_await output_->drained(last_lines);
  if (went_unseen(ids)) co_await tell_lost_container();
  auto told = co_await tell_lost_end(now_.container_id);
  if (!told) co_return outcome(Event::engine_lost);
  close_output();
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
  status_.paused = false;
}

// Somebody has started what had ended (docker restart): it ends in order, and what it writes until then is read.
Task<Result<void>> Steps::end_once_more(std::string id) {
  auto state = co_await docker::inspect_container(shared_.engine, id);
  if (!state) co_return state.error();
  if (!state->running) co_return Result<void>();
  std::string why = id == now_.container_id ? "somebody started the container again" : "the way to its output was lost";
  Aside aside(now_.container_id, output_, id);
  auto opened = co_await open_output(why);
  auto stopped = co_await stop_one(id);
  if (opened) co_await output_->drained(last_lines);
  close_output();
  co_return stopped;
}

// Nobody had told it to: an engine has gone on with a start that nobody waited for any more. An error: it never ran, or
// cannot be ended.
Task<Result<void>> Steps::end_if_running(std::string id) {
  auto state = co_await docker::inspect_container(shared_.engine, id);
  if (!state && state.error().kind == ErrorKind::not_found) co_return Result<void>();
  if (!state) co_return state.error();
  if (state->status == "created") co_return Error{ErrorKind::not_found, "it was never started"};
  if (!state->running) co_return Result<void>();
  if (id == survivor_) co_return Error{ErrorKind::timeout, "the engine cannot stop it"};
  co_return co_await stop_one(id);
}

// Returns when it is gone, also if somebody else is removing it at this moment.
Task<Result<void>> Steps::remove_one(std::string id) {
  constexpr int tries = 50;
  Error last;
  co_await read_to_end(id);
  auto told = co_await tell_lost_end(id);
  if (!told) co_return told;
  bool must_have_ended = id != survivor_ && (id == now_.container_id || shared_.outputs.knows(id));
  for (int i = 0; i < tries; ++i) {
    auto removed = co_await docker::remove_container(shared_.engine, id, !must_have_ended);
    if (removed || removed.error().kind == ErrorKind::not_found) co_return Result<void>();
    last = removed.error();
    if (last.kind != ErrorKind::conflict) co_return last;
    if (std::exchange(must_have_ended, false)) {
      auto ended = co_await end_once_more(id);
      if (!ended && is_engine_away(ended.error())) co_return ended;
      continue;
    }
    co_await sleep(std::chrono::milliseconds(100));
  }
  co_return last;
}

}  // namespace berth::supervise
