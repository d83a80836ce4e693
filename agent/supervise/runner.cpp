#include "supervise/runner.h"

#include <algorithm>

#include "base/log.h"
#include "docker/containers.h"
#include "service/hold_words.h"
#include "service/name.h"
#include "supervise/image_tidying.h"
#include "supervise/project.h"
#include "supervise/status_sources.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Action;
using service::Event;
using service::State;
namespace word = hold::word;

namespace {

// Nothing waits for it. What it can't remove because the engine goes away is found when that is back.
Task<> remove_quietly(Shared& shared, std::string id) {
  auto removed = co_await docker::remove_container(shared.engine, id, true);
  if (!removed && is_engine_away(removed.error())) shared.watch.suspect();
  bool is_gone = removed || removed.error().kind == ErrorKind::not_found;
  if (!is_gone) log::warning("remove the container {}: {}", id.substr(0, 12), removed.error().text);
}

}  // namespace

Runner::Runner(Shared& shared, std::string service)
    : shared_(shared), service_(std::move(service)), timers_(std::make_shared<Timers>(shared.tasks)) {
  steps_ = std::make_shared<Steps>(shared_, service_, status_, step_callbacks());
  status_.id = service_;
  status_.unit_name = service_ + ".service";
  descriptor_changed();
}

StepCallbacks Runner::step_callbacks() {
  StepCallbacks callbacks;
  callbacks.progress = [this](const std::string& text, Duration patience) { tell_status(text, patience); };
  callbacks.look_again = [this] { hint(); };
  callbacks.listen = [this](const std::string& path) {
    said_ready_ = false;
    container_text_.clear();
    if (holder_) holder_->listen(path);
  };
  return callbacks;
}

// What cannot be read is taken for what it was.
void Runner::choose_performer() {
  const auto* entry = shared_.catalogue.find(service_);
  if (entry == nullptr) return;
  bool is_project = entry->reading.spec.compose.has_value();
  if (is_project == is_project_ || (!is_project && !entry->reading.ok())) return;
  is_project_ = is_project;
  if (is_project)
    steps_ = std::make_shared<Project>(shared_, service_, status_, step_callbacks());
  else
    steps_ = std::make_shared<Steps>(shared_, service_, status_, step_callbacks());
}

bool Runner::has_project(const std::string& name) const {
  const auto* entry = shared_.catalogue.find(service_);
  const auto* spec = &*steps_->current().spec;
  if (!steps_->current().has_spec && entry != nullptr) spec = &entry->reading.spec;
  return spec->compose && spec->compose->project == name;
}

bool Runner::is_busy() const {
  bool at_rest = life_.state == State::dead || life_.state == State::failed;
  return !at_rest || life_.prepared || holder_ || !cleaners_.empty();
}

void Runner::holder_came(HolderPtr holder, const std::string& said) {
  if (said == word::cleanup) {
    cleaners_.push_back(std::move(holder));
    if (life_.state != State::kept) return feed(Event::cleanup_asked);
    shared_.tasks.start("cleanup of " + service_, clean_up(shared_from_this()));
    return;
  }
  if (said == word::reload) {
    shared_.tasks.start("reload of " + service_, reload(shared_from_this(), std::move(holder)));
    return;
  }
  holder_ = std::move(holder);
  ++expectation_;
  if (said == word::running) return feed(Event::resume_asked);
  restart_owed_ = false;
  if (said == word::stopping) return holder_wants_stop(holder_);
  status_.exit_status = 0;
  said_ready_ = false;
  container_text_.clear();
  shared_.tasks.start("unit of " + service_, ask_unit(shared_from_this()));
  bool is_refused = life_.state == State::kept && std::exchange(must_call_off_, false);
  if (!is_refused) return feed(Event::start_asked);
  shared_.tasks.start("refusal of " + service_, call_off(shared_from_this()));
}

void Runner::holder_went(const HolderPtr& holder) {
  std::erase(cleaners_, holder);
  if (holder != holder_) return;
  holder_.reset();
  feed(Event::holder_gone);
}

void Runner::engine_is_up() {
  steps_->note_engine_up();
  feed(Event::engine_up);
}

void Runner::engine_is_lost() {
  feed(Event::engine_lost);
  if (life_.state == State::running || life_.state == State::adopting) tell_status(text_for_state());
}

// A signal is no reason to look: its "die" is, if one comes.
void Runner::engine_said(const docker::Event& event) {
  if (event.action != "kill") return hint();
  steps_->note_kill(event.actor_id);
  bool watches = life_.state == State::warming || life_.state == State::running;
  if (watches) shared_.tasks.start("signal to " + service_, ask_engine_unit(shared_from_this()));
}

// An engine that is stopped stops its containers first. It starts none of them again, and soon answers no more: whoever
// waits for an answer looks anew, while there is time.
Task<> Runner::ask_engine_unit(std::shared_ptr<Runner> self) {
  auto engine = co_await self->shared_.systemd.unit_state("docker.service");
  if (!engine || engine->active_state != "deactivating") co_return;
  self->steps_->forget_restart();
  bool watches = self->life_.state == State::warming || self->life_.state == State::running;
  if (watches) self->begin(Action::look);
}

void Runner::hint() {
  hinted_ = true;
  look_if_hinted();
}

void Runner::look_if_hinted() {
  bool watches = life_.state == State::warming || life_.state == State::running;
  if (!hinted_ || !watches || job_runs_ || taking_) return;
  begin(Action::look);
}

// Outcomes may come while actions are being performed; the machine takes one event at a time, in order.
void Runner::feed(Event event, service::Verdict verdict) {
  happenings_.push_back({event, std::move(verdict)});
  if (std::exchange(taking_, true)) return;
  while (!happenings_.empty()) {
    auto next = std::move(happenings_.front());
    happenings_.pop_front();
    take(next);
  }
  taking_ = false;
  look_if_hinted();
}

void Runner::take(const Outcome& happening) {
  auto before = life_.state;
  auto actions = service::step(life_, happening.event, happening.verdict);
  log::debug("{}: {} in {} → {}", service_, service::name_of(happening.event), service::name_of(before),
             service::name_of(life_.state));
  if (life_.state != before) timers_->cancel();
  if (happening.event == Event::loaded || happening.event == Event::prepared) refusal_.clear();
  show_state(before);
  bool seen_well = happening.event == Event::found_running || happening.event == Event::ready;
  if (before == State::running && life_.state == State::running && seen_well) tell_status(text_for_state());
  for (auto action : actions) act(action);
  if (life_.state != before) watch_state();
  if (life_.state == State::starting && life_.stop_wanted) steps_->end_pre_run();
  bool is_owed = life_.state == State::running && std::exchange(restart_owed_, false);
  if (is_owed && holder_) holder_wants_stop(holder_);
}

void Runner::act(Action action) {
  switch (action) {
    case Action::cancel:
      ++generation_;
      if (std::exchange(job_runs_, false)) shared_.tasks.cancel(job_);
      return;
    case Action::condemn: return steps_->condemn(life_.verdict);
    case Action::acquit: return steps_->acquit();
    case Action::approve: {
      steps_->approve();
      auto keep = steps_->current().spec->update.keep_images;
      shared_.tasks.start("old images of " + service_, tidy_images(shared_, service_, keep));
      return;
    }
    case Action::forget_before:
      if (auto id = steps_->forget_before(); !id.empty())
        shared_.tasks.start("container before of " + service_, remove_quietly(shared_, id));
      return;
    case Action::expect_holder:
      shared_.tasks.start("holder of " + service_, expect_holder(shared_from_this(), ++expectation_));
      return;
    case Action::release:
      if (holder_) holder_->exit(0);
      return;
    case Action::tell_ready: return tell_ready();
    case Action::tell_exit: return tell_exit();
    case Action::tell_cleaned: return tell_cleaned();
    default: return begin(action);
  }
}

void Runner::begin(Action action) {
  if (job_runs_) shared_.tasks.cancel(job_);
  if (action == Action::look) hinted_ = false;
  bool begins_anew = action == Action::load && !life_.has_before;
  if (begins_anew) shared_.catalogue.reread(service_);
  if (begins_anew) choose_performer();
  job_runs_ = true;
  job_ = shared_.tasks.start(fmt::format("{} {}", service::name_of(action), service_),
                             perform(shared_from_this(), action, ++generation_));
}

Task<> Runner::perform(std::shared_ptr<Runner> self, Action action, std::uint64_t generation) {
  Outcomes outcomes;
  auto steps = self->steps_;
  try {
    steps->because_of(self->life_.verdict);
    bool is_refusal = action == Action::refuse;
    auto performed = is_refusal ? self->refuse(self->life_.verdict) : steps->run(action);
    outcomes = co_await std::move(performed);
  } catch (const std::exception& thrown) {
    outcomes = failure(service::Ending::engine, Error{ErrorKind::io, thrown.what()});  // or cancelled: dropped below
  }
  if (generation != self->generation_) co_return;
  self->job_runs_ = false;
  for (const auto& outcome : outcomes) self->feed_outcome(outcome);
  self->shared_.changed(self->service_);
}

void Runner::feed_outcome(Outcome outcome) {
  if (outcome.event == Event::engine_lost) shared_.watch.suspect();
  bool is_borne = outcome.event == Event::unhealthy && life_.state == State::running && !acts_on_ill_health();
  if (is_borne) outcome.event = Event::found_running;
  feed(outcome.event, outcome.verdict);
}

Task<> Runner::ask_unit(std::shared_ptr<Runner> self) {
  auto state = co_await self->shared_.systemd.unit_state(self->status_.unit_name);
  if (!state) co_return;
  self->status_.restarts = state->restarts;
  self->start_limit_ = state->start_limit;
  if (self->life_.state == State::waiting_engine) self->tell_status(self->text_for_state(), self->patience_for_state());
  self->shared_.changed(self->service_);
}

void Runner::descriptor_changed() {
  const auto* entry = shared_.catalogue.find(service_);
  show_descriptor(status_, service_, entry);
  show_last_run(status_, service_, shared_.ledger);
  if (entry != nullptr && !is_busy()) {
    const auto& spec = entry->reading.spec;
    choose_performer();
    status_.project = is_project_ ? spec.compose->project : "";
    status_.image = spec.container.image;
    status_.log_file = spec.log.file;
  }
  shared_.changed(service_);
}

}  // namespace berth::supervise
