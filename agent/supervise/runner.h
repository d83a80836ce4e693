// One service: takes what happens to it, steps the machine, performs the actions and feeds their outcomes back.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/machine.h"
#include "supervise/fix_wish.h"
#include "supervise/health_patience.h"
#include "supervise/hold_server.h"
#include "supervise/shared.h"
#include "supervise/status.h"
#include "supervise/steps.h"

namespace berth::supervise {

class Runner : public std::enable_shared_from_this<Runner> {
 public:
  Runner(Shared& shared, std::string service);
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  const Status& status() const { return status_; }
  // Something runs or is under way: its unit file must stay.
  bool is_busy() const;

  void holder_came(HolderPtr holder, const std::string& word);
  void holder_wants_stop(const HolderPtr& holder);
  void holder_went(const HolderPtr& holder);
  // What the container said on its notify socket.
  void holder_heard(const HolderPtr& holder, const std::string& lines);
  void holder_watchdog(const HolderPtr& holder);
  void engine_is_up() { feed(service::Event::engine_up); }
  void engine_is_lost();
  void hint();                // something may have happened to the container
  void descriptor_changed();  // it was read anew

  // Orders from people (runner_orders.cpp). roll_back puts what runs into quarantine: the next start takes the image
  // that `digest` begins to name, or the one before. unquarantine says how many images may be tried again.
  static Task<Result<std::string>> pull_ahead(std::shared_ptr<Runner> self);
  Result<std::string> roll_back(const std::string& digest);
  std::uint32_t unquarantine(const std::string& digest);
  std::vector<Run> history() const { return shared_.ledger.of(service_).history; }

  // A bad image runs or ran: what to ask its registry about.
  std::optional<FixWish> fix_wish() const;
  static Task<bool> waits_for_fix(std::shared_ptr<Runner> self);
  static Task<> start_fix(std::shared_ptr<Runner> self, std::string digest);

 private:
  void feed(service::Event event, service::Verdict verdict = {});
  void take(const Outcome& happening);
  void act(service::Action action);
  void begin(service::Action action);
  // Its tasks own the runner, too: it may be forgotten while they end.
  static Task<> perform(std::shared_ptr<Runner> self, service::Action action, std::uint64_t generation);
  void feed_outcome(Outcome outcome);
  void look_if_hinted();
  static Task<> ask_unit(std::shared_ptr<Runner> self);

  // Time that passes in a state (runner_watch.cpp)
  void watch_state();
  void after(Duration pause, std::function<void()> then);
  static Task<> wait_and(std::shared_ptr<Runner> self, Duration pause, std::uint64_t key, std::function<void()> then);
  void cancel_timers();
  void watch_warming(), wait_for_readiness();
  void extend_warming(Duration span);
  void watch_trial();
  static Task<> probe(std::shared_ptr<Runner> self, std::uint64_t turn);
  bool acts_on_ill_health();

  // Restarts (runner_restart.cpp)
  static Task<> ask_why_stop(std::shared_ptr<Runner> self, HolderPtr holder);
  static Task<> watch_job(std::shared_ptr<Runner> self, HolderPtr holder, std::uint32_t job);
  static Task<> expect_holder(std::shared_ptr<Runner> self, std::uint64_t expectation);
  Task<Outcomes> refuse(service::Verdict verdict);
  void release();

  void tell_ready(), tell_exit(), tell_cleaned();
  void tell_status(const std::string& text, Duration patience = Duration(0));
  void tell_end();
  std::string text_for_state() const;
  std::string text_for_running() const;
  Duration patience_for_state() const;
  void show_state(service::State before);

  Shared& shared_;
  std::string service_;
  Status status_;
  Steps steps_;
  service::Life life_;

  std::deque<Outcome> happenings_;
  bool taking_ = false;
  std::uint64_t generation_ = 0;  // of the long action under way; the outcome of an older one counts no more
  Tasks::Id job_ = 0;
  bool job_runs_ = false;
  bool hinted_ = false;

  std::uint64_t turn_ = 0;  // grows with each change of state
  std::map<std::uint64_t, Tasks::Id> timers_;
  std::uint64_t next_timer_ = 0;
  std::uint64_t expectation_ = 0;
  Duration start_limit_ = std::chrono::seconds(90);  // the unit's TimeoutStartSec=
  HealthPatience health_patience_;
  Duration warm_until_ = Duration(0);  // steady clock
  bool said_ready_ = false;            // the container, before anybody waited for it
  std::string container_text_;         // its own STATUS=
  std::string refusal_;                // why the last restart was called off

  HolderPtr holder_;
  std::vector<HolderPtr> cleaners_;
};

}  // namespace berth::supervise
