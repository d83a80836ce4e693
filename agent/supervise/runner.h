// One service: takes what happens to it, steps the machine, performs the actions and feeds their outcomes back.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/machine.h"
#include "supervise/change_subject.h"
#include "supervise/fix_wish.h"
#include "supervise/health_patience.h"
#include "supervise/hold_server.h"
#include "supervise/performer.h"
#include "supervise/shared.h"
#include "supervise/status.h"
#include "supervise/step_callbacks.h"
#include "supervise/timers.h"

namespace berth::supervise {

class Runner : public ChangeSubject, public std::enable_shared_from_this<Runner> {
 public:
  Runner(Shared& shared, std::string service);

  const Status& status() const override { return status_; }
  std::string running() const override;
  bool is_busy() const;                             // something runs or is under way: its unit file must stay
  bool has_project(const std::string& name) const;  // that of Compose

  void holder_came(HolderPtr holder, const std::string& word);
  void holder_wants_stop(const HolderPtr& holder);
  void holder_went(const HolderPtr& holder);
  // What the container said on its notify socket.
  void holder_heard(const HolderPtr& holder, const std::string& lines);
  void holder_watchdog(const HolderPtr& holder);
  void engine_is_up(), engine_is_lost(), engine_said(const docker::Event&event);
  void hint();                // something may have happened to the container
  void descriptor_changed();  // it was read anew
  void note_next_run(std::uint64_t realtime_usec);
  void note_changes(const Difference& difference, const std::string& remark) override;

  // Orders from people (runner_orders.cpp). roll_back puts what runs into quarantine: the next start takes the image
  // that `digest` begins to name, or the one before. unquarantine says how many images may be tried again.
  static Task<Result<std::string>> pull_ahead(std::shared_ptr<Runner> self);
  static Task<Result<Fetched>> fetch_for_start(std::shared_ptr<Runner> self);
  Result<std::string> roll_back(const std::string& digest);
  std::uint32_t unquarantine(const std::string& digest);

  // A bad image runs or ran: what to ask its registry about.
  std::optional<FixWish> fix_wish() const;
  static Task<bool> waits_for_fix(std::shared_ptr<Runner> self);
  static Task<> start_fix(std::shared_ptr<Runner> self, std::string digest);
  static Task<> reload(std::shared_ptr<Runner> self, HolderPtr asker);

 private:
  void feed(service::Event event, service::Verdict verdict = {});
  void take(const Outcome& happening);
  void act(service::Action action);
  void begin(service::Action action);
  // Its tasks own the runner, too: it may be forgotten while they end.
  static Task<> perform(std::shared_ptr<Runner> self, service::Action action, std::uint64_t generation);
  void feed_outcome(Outcome outcome);
  void look_if_hinted();
  StepCallbacks step_callbacks();
  void choose_performer();  // for what is described now, while nothing is there
  static Task<> ask_unit(std::shared_ptr<Runner> self), ask_engine_unit(std::shared_ptr<Runner> self);

  // Time that passes in a state (runner_watch.cpp)
  void watch_state();
  void watch_warming(), wait_for_readiness(), extend_warming(Duration span);
  void watch_trial(), prove_after(Duration pause);
  static Task<> probe(std::shared_ptr<Runner> self, std::uint64_t turn);
  bool acts_on_ill_health();

  // Restarts (runner_restart.cpp)
  static Task<> ask_why_stop(std::shared_ptr<Runner> self, HolderPtr holder);
  static Task<> watch_job(std::shared_ptr<Runner> self, HolderPtr holder, std::uint32_t job);
  static Task<> expect_holder(std::shared_ptr<Runner> self, std::uint64_t expectation);
  Task<Outcomes> refuse(service::Verdict verdict);
  static Task<> clean_up(std::shared_ptr<Runner> self), call_off(std::shared_ptr<Runner> self);
  static Task<> settle_refusal(std::shared_ptr<Runner> self, std::uint32_t job);

  void tell_ready(), tell_exit(), tell_cleaned(), tell_end();
  void tell_status(const std::string& text, Duration patience = Duration(0));
  std::string text_for_state() const, text_for_running() const;
  Duration patience_for_state() const;
  void show_state(service::State before);

  Shared& shared_;
  std::string service_;
  Status status_;
  std::shared_ptr<Performer> steps_;  // shared with the tasks that it has under way
  bool is_project_ = false;
  service::Life life_;

  std::deque<Outcome> happenings_;
  std::uint64_t generation_ = 0;  // of the long action under way; the outcome of an older one counts no more
  Tasks::Id job_ = 0;
  bool job_runs_ = false, hinted_ = false, taking_ = false;

  std::uint64_t turn_ = 0, expectation_ = 0;  // turn_ grows with each change of state
  std::shared_ptr<Timers> timers_;            // of this state
  Timers::Id patience_timer_ = 0;
  Duration start_limit_ = std::chrono::seconds(90);  // the unit's TimeoutStartSec=
  HealthPatience health_patience_;
  Duration warm_until_ = Duration(0);  // steady clock
  bool said_ready_ = false;            // the container, before anybody waited for it
  std::string container_text_;         // its own STATUS=
  bool restart_owed_ = false;          // one that a daemon before this one had begun
  std::string refusal_;                // why the last restart was refused
  bool must_call_off_ = false;         // its job is there still

  HolderPtr holder_;
  std::vector<HolderPtr> cleaners_;
};

}  // namespace berth::supervise
