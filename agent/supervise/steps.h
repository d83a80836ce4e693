// The long actions of the machine for a service that is one container, each a recipe of engine calls that ends in an
// outcome. They decide nothing about what comes next.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "service/machine.h"
#include "supervise/candidate.h"
#include "supervise/output.h"
#include "supervise/performer.h"
#include "supervise/shared.h"
#include "supervise/status.h"
#include "supervise/step_callbacks.h"

namespace berth::supervise {

class Steps : public Performer {
 public:
  Steps(Shared& shared, std::string service, Status& status, StepCallbacks callbacks);

  Task<Outcomes> run(service::Action action) override;
  void because_of(service::Verdict verdict) override { verdict_ = std::move(verdict); }
  const Candidate& current() const override { return now_; }
  std::string text() const override { return now_.text(); }

  // A signal was ordered from the engine, by anybody; what it was to do next is off; it is back; a stop.
  void note_kill(const std::string& container_id) override;
  void forget_restart() override, note_engine_up() override, end_pre_run() override;
  // Runs the container's health check once, now; has it read its configuration anew (steps_reload.cpp).
  Task<bool> probe() override, reload(Duration limit) override;

  // The short actions (steps_trial.cpp). The first says in a log record what it did.
  void condemn(const service::Verdict& verdict) override;
  void acquit() override, approve() override, note_ready() override, show_record() override;
  bool is_proven() const override;
  // The id of the container that was set aside, which is its caller's from now on; empty: there is none.
  std::string forget_before() override { return std::exchange(before_, Candidate{}).container_id; }
  Task<Result<std::string>> pull_ahead() override;
  Task<Result<Fetched>> fetch_for_start() override;

 private:
  // steps_prepare.cpp
  Task<Outcomes> perform(service::Action action), load(), prepare();
  Result<Candidate> read_candidate(bool needs_unit = true);

  // Choosing an image (steps_image.cpp), or the last good one (steps_trial.cpp)
  Task<Outcomes> pull(), choose_image(Candidate&candidate);
  Task<Result<docker::ImageState>> image_by_policy(Candidate&candidate), image_from_registry(Candidate&candidate);
  Task<Result<docker::ImageState>> image_from_cache(Candidate& candidate, std::string why_not_pulled);
  Task<Result<void>> fetch(service::Container spec, std::string reference, PullWatcher watcher);
  Task<Result<docker::ImageState>> fetch_and_confirm(service::Container spec, PullWatcher watcher);
  Task<bool> asked_lately(std::string reference);
  PullWatcher start_watcher();
  void show_pull(const std::string& text, const docker::PullProgress* progress);
  void show_image(), show_no_container(), know_spec(), note_end(const service::Verdict&verdict);
  Task<Outcomes> fall_back(), stand_in(Candidate&candidate, std::string why);
  Task<Result<docker::ImageState>> last_good(service::Container spec, ImageVersion good);
  Task<> keep_as_previous(ImageVersion image);

  // Containers (steps_container.cpp)
  Task<Outcomes> create(Candidate&candidate, std::string name), start();
  // What has that name and may be removed, an empty id if nothing has; an error if it is not ours.
  Task<Result<docker::ContainerState>> in_the_way(std::string name, std::string image);
  Task<Result<void>> free_name(std::string name, std::string image), open_output(std::string gap);
  void make_output(UniqueFd socket, Output::Past past, const std::string&gap), close_output();

  // Commands beside it (steps_pre_run.cpp)
  Task<Outcomes> pre_run(), pre_run_one(service::PreRun one, std::string title, Duration limit);
  Task<Result<std::int64_t>> run_to_end(std::string id);

  // What became of it (steps_look.cpp)
  Task<Outcomes> look(), adopt(docker::ContainerState state);
  Outcomes judge(const docker::ContainerState&state), judge_end(const docker::ContainerState&state), job_done(int code);
  Outcomes judge_exit(const docker::ContainerState& state, bool by_order);
  Task<Result<docker::ContainerState>> find_container();
  void take_state(const docker::ContainerState&state), let_go();

  // What people do to it behind our back (steps_outside.cpp)
  bool was_ended_by_order() const, is_another_run(const docker::ContainerState&state) const;
  Task<Result<docker::ContainerState>> after_order(docker::ContainerState ended);
  void note_new_run(const docker::ContainerState& state);
  Task<> read_next_run();

  // What a daemon before this one has left (steps_resume.cpp)
  Task<Outcomes> resume_start(Candidate candidate);
  bool pick_up(const std::string&id), has_ended_well(), went_unseen(const std::vector<std::string>&ids) const;
  Task<> read_again(std::string id), read_to_end(std::string id), tell_lost_container();
  Task<> write_lost_end(std::string id, std::string why, bool has_log = true), remove_strays(std::string current);

  // Its end (steps_end.cpp)
  Task<Outcomes> stop(), clear(), set_aside(), go_back(), end_failed_one(), remove_all(std::vector<std::string> ids);
  Task<Result<void>> stop_one(std::string id), remove_one(std::string id), end_once_more(std::string id),
      end_if_running(std::string id), tell_lost_end(std::string id);
  Task<Result<std::vector<docker::ContainerState>>> list_of_service();
  Task<Result<std::vector<std::string>>> all_of_service();
  void tell_if_killed(const docker::ContainerState& state, Duration took);

  Shared& shared_;
  std::string service_;
  Status& status_;
  StepCallbacks callbacks_;
  bool knows_containers_ = false;                                   // nothing is left that we have not the id of
  bool creates_ = false, starts_ = false, pre_run_is_off_ = false;  // the engine has yet to answer; somebody stops it
  Candidate now_;                                                   // what runs, or is being started
  Candidate next_;                                                  // what a restart has prepared
  Candidate before_;  // what ran before, stopped and set aside until the new one is ready
  service::Verdict verdict_;
  int reloads_ = 0;  // signals of ours that the engine has yet to tell of
  std::vector<std::string> health_test_;
  std::int64_t running_since_ = 0;
  Duration killed_at_ = Duration(0);  // steady clock; 0: nobody asked for a signal
  bool is_adopted_ = false, awaits_restart_ = false, reads_next_run_ = false;  // a docker restart; output_ is for it
  std::unique_ptr<Output> output_;
  std::string pre_run_, gap_told_of_, survivor_;  // containers: run before it; whose lost end was told; no stop ends
  std::uint64_t last_progress_ = 0;               // monotonic microseconds
};

}  // namespace berth::supervise
