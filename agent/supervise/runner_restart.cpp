// Restarts: telling one from a stop, calling one off, and waiting for the holder that is to come.
#include "base/log.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/runner.h"

namespace berth::supervise {

using service::Event;
using service::State;

void Runner::holder_wants_stop(const HolderPtr& holder) {
  if (holder != holder_) return;
  bool may_be_restart = life_.state == State::running || life_.state == State::dead || life_.state == State::failed;
  if (!may_be_restart) return feed(Event::stop_asked);
  shared_.tasks.start("stop of " + service_, ask_why_stop(shared_from_this(), holder));
}

// While systemd stops a unit in order to start it again, the unit's job is called "restart".
Task<> Runner::ask_why_stop(std::shared_ptr<Runner> self, HolderPtr holder) {
  auto job = co_await self->shared_.jobs.job_of(self->status_.unit_name);
  if (holder != self->holder_) co_return;
  bool is_restart = job && job->type == "restart";
  if (!job) log::warning("ask systemd why {} is to stop: {}", self->service_, job.error().text);
  bool was_away = self->life_.state == State::dead || self->life_.state == State::failed;
  if (is_restart && was_away) {
    // Another daemon had begun the restart: it goes on when the container is found that is to serve meanwhile.
    self->restart_owed_ = true;
    co_return self->feed(Event::resume_asked);
  }
  self->feed(is_restart ? Event::restart_asked : Event::stop_asked);
  if (is_restart && self->life_.state == State::preparing) co_await watch_job(self, holder, job->id);
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

// The job is called off, so that `systemctl restart` fails and nobody who needs this unit fails with it. The unit is on
// its way down all the same: it is started anew, and its new holder finds the container running.
Task<Outcomes> Runner::refuse(service::Verdict verdict) {
  auto job = co_await shared_.jobs.job_of(status_.unit_name);
  bool is_stop = job && job->id != 0 && job->type != "restart";
  if (is_stop) co_return outcome(Event::stop_asked);
  refusal_ = verdict.text;
  auto text = fmt::format("the restart is refused, {} runs on: {}", steps_->text(), verdict.text);
  logs::tell(shared_.journal, service_, log::Level::error, text, logs::message_id::restart_refused);
  if (job && job->id != 0) {
    auto cancelled = co_await shared_.jobs.cancel(job->id);
    if (!cancelled) log::warning("{}: {}", service_, cancelled.error().text);
  }
  // Starts that are no fault of the service's must not use up its start limit.
  co_await shared_.jobs.reset_failed(status_.unit_name);
  auto started = co_await shared_.jobs.start(status_.unit_name);
  if (!started) log::error("{}: {}", service_, started.error().text);
  co_return outcome(Event::refused);
}

void Runner::release() {
  if (holder_) holder_->exit(0);
}

}  // namespace berth::supervise
