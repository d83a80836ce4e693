// One service: takes what happens to it, steps the machine, performs the actions and feeds their outcomes back.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "service/machine.h"
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
  void engine_is_up() { feed(service::Event::engine_up); }
  void engine_is_lost();
  // Something may have happened to the container.
  void hint();
  // The descriptor was read anew.
  void descriptor_changed();

 private:
  struct Happening {
    service::Event event;
    service::Verdict verdict;
  };

  void feed(service::Event event, service::Verdict verdict = {});
  void take(const Happening& happening);
  void act(service::Action action);
  void begin(service::Action action);
  // Its tasks own the runner, too: it may be forgotten while they end.
  static Task<> perform(std::shared_ptr<Runner> self, service::Action action, std::uint64_t generation);
  void look_if_hinted();

  void tell_ready();
  void tell_exit();
  void tell_cleaned();
  void tell_status(const std::string& text, bool alive = false);
  void tell_end();
  std::string text_for_state() const;
  void show_state(service::State before);
  static Task<> count_restarts(std::shared_ptr<Runner> self);

  Shared& shared_;
  std::string service_;
  Status status_;
  Steps steps_;
  service::Life life_;

  std::deque<Happening> happenings_;
  bool taking_ = false;
  std::uint64_t generation_ = 0;  // of the long action under way; the outcome of an older one counts no more
  Tasks::Id job_ = 0;
  bool job_runs_ = false;
  bool hinted_ = false;

  HolderPtr holder_;
  std::vector<HolderPtr> cleaners_;
};

}  // namespace berth::supervise
