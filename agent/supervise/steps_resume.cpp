// What a daemon that died has left behind: a start that it had begun, output that it had not read, containers that were
// prepared or set aside.
#include <sys/socket.h>

#include <algorithm>

#include "docker/containers.h"
#include "docker/timestamp.h"
#include "supervise/aside.h"
#include "supervise/engine_downtime.h"
#include "supervise/engine_history.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;

namespace {

Task<bool> runs_since_start(Shared& shared, std::string unit_name, docker::ContainerState state) {
  auto unit = co_await shared.systemd.uptime(unit_name);
  auto started = docker::unix_usec(state.started_at);
  bool is_known = unit && unit->inactive_exit > 0 && started > 0;
  bool is_younger = is_known && static_cast<std::uint64_t>(started) >= unit->inactive_exit;
  bool does = state.running && is_younger;
  co_return does;
}

// Of a container that is "created" no output comes but what an engine that died in its start has left.
constexpr Duration what_is_there = std::chrono::milliseconds(50);

// When the engine was asked for the service's last start; 0: not of this container.
std::int64_t start_of(Record& record, const std::string& id) {
  return record.current_container() == id ? record.history.back().started : 0;
}

// An engine that dies in the course of a start says "created" of a container that may run, and may have written.
Task<bool> engine_died_since(Shared& shared, std::int64_t start) {
  for (const auto* unit : {"docker.service", "containerd.service"}) {
    auto engine = co_await shared.systemd.uptime(unit);
    bool is_known = start > 0 && engine;
    bool did = is_known && static_cast<std::int64_t>(std::max(engine->active_enter, engine->active_exit)) > start;
    if (did) co_return true;
  }
  co_return false;
}

// The way to an output ends with its engine, too: it is the container's own end if the engine which the connection
// stood with still runs. Times in microseconds since 1970.
Task<bool> was_own_end(Shared& shared, std::int64_t stood_at, std::int64_t started) {
  auto engine = co_await shared.systemd.uptime("docker.service");
  auto containerd = co_await shared.systemd.uptime("containerd.service");
  if (!engine || !containerd || !engine->is_active || engine->main_start == 0) co_return false;
  bool is_same_engine = stood_at > static_cast<std::int64_t>(engine->main_start);
  bool has_read = !may_not_read(*engine, *containerd, static_cast<std::uint64_t>(started));
  co_return is_same_engine&& has_read;
}

}  // namespace

// The container that this very start has made and started, before berthd or the engine died: it becomes ready under us.
Task<Outcomes> Steps::resume_start(Candidate candidate) {
  Outcomes nothing;
  auto all = co_await all_of_service();
  if (!all || all->empty()) co_return nothing;
  auto id = all->front();
  bool is_kept = pick_up(id);
  auto state = co_await docker::inspect_container(shared_.engine, id);
  bool is_right = state && state->name == candidate.spec->container.name &&
                  shared_.ledger.of(service_).find_quarantined(state->image_id) == nullptr;
  if (is_right) is_right = co_await runs_since_start(shared_, status_.unit_name, *state);
  if (!is_right && is_kept) let_go();
  if (!is_right) co_return nothing;
  starts_ = false;

  bool is_being_read = output_ && !output_->has_ended() && now_.container_id == id;
  now_ = std::move(candidate);
  now_.container_id = id;
  take_state(*state);
  auto outcomes = co_await adopt(*state);
  if (!is_being_read) {
    auto opened = co_await open_output("the way to its output was lost");
    if (!opened && is_engine_away(opened.error())) co_return outcome(Event::engine_lost);
    if (!opened) log::error("{}", opened.error().text);
  }
  co_await remove_strays(id);
  log::info("{}: going on with a start that was interrupted", service_);
  callbacks_.look_again();
  bool is_ready = now_.spec->container.ready_when == ReadyWhen::started && !now_.on_trial;
  outcomes.push_back({is_ready ? Event::started : Event::started_warm, {}});
  co_return outcomes;
}

// Before the engine is asked about it: where a container has ended and nobody takes its last output, the engine waits
// for that, and answers nothing about it. False: nothing was kept.
bool Steps::pick_up(const std::string& id) {
  if (output_ || !shared_.outputs.has(id)) return false;
  know_spec();
  now_.container_id = id;
  make_output(shared_.outputs.take(id), Output::Past::resumed, "");
  return true;
}

// A daemon that died had written its end down and removed it, but not told the holder.
bool Steps::has_ended_well() {
  const auto& history = shared_.ledger.of(service_).history;
  bool is_written = now_.container_id.empty() && !history.empty() && history.back().ended != 0;
  return is_written && history.back().result == service::name_of(Ending::success);
}

// What the descriptor says now, where nothing else is known.
void Steps::know_spec() {
  if (now_.has_spec) return;
  if (const auto* entry = shared_.catalogue.find(service_)) now_.spec = entry->reading.spec;
  if (now_.spec->container.name.empty()) now_.spec.edit().container.name = service_;
  now_.has_spec = true;
  status_.log_file = now_.spec->log.file;
}

// One that is to be stopped, and that nobody reads since a daemon or the engine died: it may be stuck in the middle of
// a line, and would not end by itself.
Task<> Steps::read_again(std::string id) {
  if (pick_up(id)) co_return;
  bool was_lost = output_ && output_->has_ended() && id == now_.container_id;
  if (!was_lost) co_return;
  auto state = co_await docker::inspect_container(shared_.engine, id);
  if (!state || !state->running) co_return;
  now_.container_id = id;
  auto opened = co_await open_output("the way to its output was lost");
  if (!opened) log::warning("{}", opened.error().text);
}

// What a container wrote when its engine had died, or while nobody read it any more, has reached nobody. An error: it
// could not be found out, or was called off; nothing may be forgotten before.
Task<Result<void>> Steps::tell_lost_end(std::string id) {
  // Of one that was adopted, who knows which of its runs the kept way to its output was of: somebody may have restarted
  // it while no daemon was there.
  bool is_known = id == now_.container_id && running_since_ > 0 && !is_adopted_;
  bool was_never_away = is_known && shared_.watch.is_up() && running_since_ > shared_.watch.up_since();
  // Of a next run that has not come there is nothing to read.
  bool is_cut_short = output_ && id == now_.container_id && !output_->has_ended() && !reads_next_run_;
  Result<void> done;
  bool is_all_read = was_never_away && !is_cut_short;
  if (id.empty() || is_all_read || gap_told_of_ == id) co_return done;
  auto state = co_await docker::inspect_container(shared_.engine, id);
  bool is_unknown = !state && (is_engine_away(state.error()) || state.error().kind == ErrorKind::cancelled);
  if (is_unknown) co_return state.error();
  if (state && state->running && id != survivor_) co_return done;
  bool was_created = state && state->status == "created";
  // An engine that has lost its containerd in the course of a start forgets what it has begun, which runs on.
  bool is_forgotten = starts_ && id == now_.container_id;
  auto start = start_of(shared_.ledger.of(service_), id);
  if (was_created && !is_forgotten) is_forgotten = co_await engine_died_since(shared_, start);
  if (was_created && !is_forgotten) co_return done;
  bool ended_with_it = false;
  if (state) ended_with_it = co_await ended_with_engine(shared_.systemd, shared_.engine_history, *state);
  auto started = state ? docker::unix_usec(state->started_at) : running_since_;
  bool is_whole = output_ && id == now_.container_id && output_->has_ended() && !is_forgotten;
  if (is_whole) is_whole = co_await was_own_end(shared_, output_->stood_at(), started);
  bool is_lost = ended_with_it || (!is_whole && shared_.outputs.knows(id));
  if (!is_lost) co_return done;
  std::string why = ended_with_it ? end_with_engine : "the way to its output was lost before its end";
  co_await write_lost_end(id, why, !is_forgotten);
  if (gap_told_of_ != id) done = Error{ErrorKind::cancelled, "tell of lost lines: cancelled"};
  co_return done;
}

// It went, with its log, while the engine was away, or while no daemon was there to hear of it.
Task<> Steps::tell_lost_container() {
  constexpr auto unread = "somebody removed the container while nobody read it";
  bool was_seen = !now_.container_id.empty() && running_since_ > 0;
  if (was_seen) {
    bool was_away = running_since_ <= shared_.watch.up_since();
    if (was_away) co_await write_lost_end(now_.container_id, end_with_engine);
    co_return;
  }
  auto& record = shared_.ledger.of(service_);
  running_since_ = record.history.empty() ? 0 : record.history.back().started;
  auto id = now_.container_id;
  if (id.empty()) id = record.current_container();
  bool is_kept = output_ || shared_.outputs.has(id);
  if (output_) co_await output_->drained(last_lines);
  co_await read_to_end(id);
  auto engine = co_await shared_.systemd.uptime("docker.service");
  bool was_up = engine && engine->is_active && static_cast<std::int64_t>(engine->active_enter) < running_since_;
  bool is_whole = is_kept && was_up;
  auto whose = now_.container_id;
  if (whose.empty()) whose = "gone." + service_;
  if (!is_whole) co_await write_lost_end(whose, unread);
}

Task<> Steps::write_lost_end(std::string id, std::string why, bool has_log) {
  if (gap_told_of_ == id) co_return;
  know_spec();
  if (output_ && id == now_.container_id) {
    co_await output_->drained(last_lines);
    bool is_told = co_await output_->tell_gap(why, has_log);
    if (is_told) gap_told_of_ = id;
    co_return;
  }
  // It was read by a daemon before this one: a stream that is over is as good as its own.
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0) co_return;
  ::close(ends[1]);
  Aside aside(now_.container_id, output_, id);
  make_output(UniqueFd(ends[0]), Output::Past::elsewhere, "");
  co_await output_->drained(last_lines);
  bool is_told = co_await output_->tell_gap(why, has_log);
  if (!is_told) co_return;  // and not closed: that it was read at all stays known
  gap_told_of_ = id;
  close_output();
}

// A container goes whose output a daemon before this one was reading: what it has not read is not lost with it.
Task<> Steps::read_to_end(std::string id) {
  if (!shared_.outputs.has(id)) co_return;
  know_spec();
  Aside aside(now_.container_id, output_, id);
  auto opened = co_await open_output("");
  auto ended = co_await end_if_running(id);
  bool never_ran = !ended && ended.error().kind == ErrorKind::not_found;
  if (!ended && !never_ran) co_return let_go();
  auto patience = never_ran ? what_is_there : last_lines;
  if (opened) co_await output_->drained(patience);
  bool is_lost = false;
  if (opened && never_ran) is_lost = co_await engine_died_since(shared_, start_of(shared_.ledger.of(service_), id));
  if (is_lost) co_await output_->tell_gap(end_with_engine, false);
  close_output();
}

// Prepared or set aside, or of a start that was cut off, but not running. Whoever cuts this off has it done again.
Task<> Steps::remove_strays(std::string current) {
  auto listed = co_await list_of_service();
  if (!listed) co_return;  // what comes next will meet the same trouble, and say so
  bool is_done = true;
  for (const auto& container : *listed) {
    const auto& id = container.id;
    bool is_needed = id == current || id == next_.container_id || id == before_.container_id;
    bool may_serve = container.running && !is_beside(container);
    if (may_serve || is_needed) continue;
    // Somebody has started again what was set aside.
    bool is_unread = container.running && !shared_.outputs.has(id);
    Result<void> ended;
    if (is_unread) ended = co_await end_once_more(id);
    auto removed = co_await remove_one(id);
    if (!ended) log::warning("stop {} of {}: {}", container.name, service_, ended.error().text);
    if (!removed) log::warning("remove {} of {}: {}", container.name, service_, removed.error().text);
    is_done = is_done && removed;
  }
  knows_containers_ = is_done;
}

}  // namespace berth::supervise
