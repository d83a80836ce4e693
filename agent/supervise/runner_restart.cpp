// Restarts: telling one from a stop, calling one off, and waiting for the holder that is to come.
#include <utility>

#include "base/log.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/runner.h"

namespace berth::supervise {

using service::Event;
using service::State;

namespace {

Task<> cancel(Shared& shared, systemd::Job job, std::string service) {
  auto cancelled = co_await shared.jobs.cancel(job.id);
  if (!cancelled) log::warning("{}: {}", service, cancelled.error().text);
}

}  // namespace

void Runner::holder_wants_stop(const HolderPtr& holder) {
  if (holder != holder_) return;
  bool serves = life_.state == State::running || life_.state == State::adopting || life_.state == State::preparing ||
                life_.state == State::kept;
  bool may_be_restart = serves || life_.state == State::dead || life_.state == State::failed;
  if (!may_be_restart) return feed(Event::stop_asked);
  shared_.tasks.start("stop of " + service_, ask_why_stop(shared_from_this(), holder));
}

// While systemd stops a unit in order to start it again, the unit's job is called "restart".
Task<> Runner::ask_why_stop(std::shared_ptr<Runner> self, HolderPtr holder) {
  auto job = co_await self->shared_.jobs.job_of(self->status_.unit_name);
  if (holder != self->holder_) co_return;
  bool is_restart = job && job->type == "restart";
  if (!job) log::warning("ask systemd why {} is to stop: {}", self->service_, job.error().text);
  auto state = self->life_.state;
  bool must_look = state == State::dead || state == State::failed || state == State::adopting || state == State::kept;
  if (is_restart && must_look) {
    // Another daemon had begun the restart, or one was refused just now: it goes on when the container is found that is
    // to serve meanwhile.
    self->restart_owed_ = true;
    co_return self->feed(Event::resume_asked);
  }
  self->feed(is_restart ? Event::restart_asked : Event::stop_asked);
  if (is_restart && self->life_.state == State::preparing) co_await watch_job(self, holder, job->id);
}

// Between the holder that leaves and the one that comes nothing is cleaned up. What is in the unit's job counts: a
// stop, or a restart by somebody who has mended what was wrong, which has become part of the start to come.
Task<> Runner::clean_up(std::shared_ptr<Runner> self) {
  auto job = co_await self->shared_.jobs.job_of(self->status_.unit_name);
  auto wish = Event::cleanup_asked;
  if (job && job->type == "stop") wish = Event::stop_asked;
  if (job && job->type == "restart" && !self->must_call_off_) wish = Event::restart_asked;
  std::uint32_t id = job ? job->id : 0;
  if (wish == Event::cleanup_asked && self->must_call_off_) co_await settle_refusal(self, id);
  self->feed(wish);
}

// A refused restart goes on to its start, whose holder finds the container running, and is called off only then:
// whoever waits for it, `systemctl restart X || systemctl stop X`, goes on when there is a holder again that hears of
// the stop. But units that need this one, and are to start after it, would fail with a start that is called off. For
// their sake it is done at once, and a start takes its place: an order in the few milliseconds to its holder is heard
// late.
Task<> Runner::settle_refusal(std::shared_ptr<Runner> self, std::uint32_t job) {
  auto& shared = self->shared_;
  const auto& unit = self->status_.unit_name;
  // Starts that are no fault of the service's must not use up its start limit.
  co_await shared.jobs.reset_failed(unit);
  auto dependents = co_await shared.systemd.dependents(unit);
  bool is_awaited = job == 0 || !dependents;
  if (dependents)
    for (const auto& one : *dependents) {
      auto waiting = co_await shared.jobs.job_of(one);
      is_awaited = is_awaited || (waiting && waiting->id != 0);
    }
  if (!is_awaited) co_return;
  self->must_call_off_ = false;
  auto started = co_await shared.jobs.replace_by_start(job, unit);
  if (!started) log::warning("{}: {}", self->service_, started.error().text);
}

// The holder of a restart that is refused has come.
Task<> Runner::call_off(std::shared_ptr<Runner> self) {
  auto holder = self->holder_;
  auto job = co_await self->shared_.jobs.job_of(self->status_.unit_name);
  bool is_there = job && job->id != 0 && job->type == "start";
  if (is_there) co_await cancel(self->shared_, *job, self->service_);
  if (holder == self->holder_) self->feed(Event::start_asked);
}

// A restart that becomes a stop meanwhile tells the holder nothing new.
Task<> Runner::watch_job(std::shared_ptr<Runner> self, HolderPtr holder, std::uint32_t job) {
  while (true) {
    auto gone = co_await self->shared_.jobs.until_gone(job);
    bool is_over = holder != self->holder_ || (self->life_.state != State::preparing && !self->life_.prepared);
    if (!gone || is_over) co_return;
    auto next = co_await self->shared_.jobs.job_of(self->status_.unit_name);
    if (holder != self->holder_ || !next) co_return;
    if (next->type != "restart") break;
    job = next->id;
  }
  bool still_prepares = self->life_.state == State::preparing || self->life_.prepared;
  if (still_prepares) self->feed(Event::stop_asked);
}

// What was prepared or kept for a next holder is not kept for ever.
Task<> Runner::expect_holder(std::shared_ptr<Runner> self, std::uint64_t expectation) {
  constexpr Duration between_looks = std::chrono::seconds(5);
  while (true) {
    co_await sleep(between_looks);
    if (expectation != self->expectation_) co_return;
    auto job = co_await self->shared_.jobs.job_of(self->status_.unit_name);
    if (expectation != self->expectation_) co_return;
    bool will_come = job && (job->type == "start" || job->type == "restart");
    if (!will_come) break;
  }
  self->feed(Event::abandoned);
}

// A restart that has become a start already has its next holder: its job can be called off at once.
Task<Outcomes> Runner::refuse(service::Verdict verdict) {
  auto job = co_await shared_.jobs.job_of(status_.unit_name);
  bool is_start = life_.starts_anew;
  bool is_stop = job && job->id != 0 && job->type != (is_start ? "start" : "restart");
  if (is_stop) co_return outcome(Event::stop_asked);
  refusal_ = verdict.text;
  auto text = fmt::format("the restart is refused, {} runs on: {}", steps_->text(), verdict.text);
  logs::tell(shared_.journal, service_, log::Level::error, text, logs::message_id::restart_refused);
  must_call_off_ = !is_start;
  if (is_start && job && job->id != 0) co_await cancel(shared_, *job, service_);
  co_return outcome(Event::refused);
}

}  // namespace berth::supervise
