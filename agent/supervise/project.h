// The machine's actions for a service that is a Compose project: Compose starts and stops its containers, Berth watches
// them and keeps their output. Its containers carry no label of Berth's, and are removed by Compose alone while it can.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "loop/wakeup.h"
#include "supervise/compose_program.h"
#include "supervise/performer.h"
#include "supervise/project_outputs.h"
#include "supervise/status.h"
#include "supervise/step_callbacks.h"

namespace berth::supervise {

class Project : public Performer {
 public:
  Project(Shared& shared, std::string service, Status& status, StepCallbacks callbacks);
  ~Project() override;

  Task<Outcomes> run(service::Action action) override;
  void because_of(service::Verdict verdict) override { verdict_ = std::move(verdict); }
  const Candidate& current() const override { return now_.candidate; }
  std::string text() const override;
  Task<bool> probe() override;
  Task<Result<std::string>> pull_ahead() override;
  Task<Result<Fetched>> fetch_for_start() override;
  void end_pre_run() override;
  void note_ready() override;

 private:
  using States = std::vector<docker::ContainerState>;
  // What a start is made of.
  struct Plan {
    Candidate candidate;
    ProjectFiles files;
    std::vector<service::PublishedPort> ports;  // of the host
    bool is_pulled = false;
  };
  struct Call;

  // What a start is to be made of (project_plan.cpp)
  Result<Plan> read(bool needs_unit = true);
  Task<Result<Plan>> read_and_check(bool needs_unit = true);
  void know_plan();

  // project.cpp
  Task<Outcomes> load(), prepare(), pull(), create(), start(), get_images(Plan&plan);
  Task<Result<void>> pull_images(ProjectFiles files);
  Task<bool> pulled_lately();
  Task<Outcomes> attach_all();
  Task<Result<std::string>> compose(ProjectFiles files, std::vector<std::string> words, Duration limit);
  // The project may be gone before this is.
  static Task<> run_call(std::shared_ptr<Call> call, ComposeProgram program, ProjectFiles files,
                         std::vector<std::string> words, Duration limit);
  Task<Outcomes> failure_of(Error error);
  Task<> show_patience(std::string text);

  // What became of them (project_look.cpp)
  Task<Result<States>> list(), inspect_all();
  Task<Outcomes> look();
  Task<bool> read_on(States states);
  Task<bool> is_interrupted(States states);
  Outcomes judge(const States& states);
  void show(const States& states);

  // Their end (project_end.cpp)
  Task<Outcomes> stop(), clear();
  Task<Result<void>> stop_all(States states), remove_all(States states);
  std::vector<std::string> with_timeout(std::vector<std::string> words) const;
  Duration stop_limit() const;

  Shared& shared_;
  std::string service_;
  Status& status_;
  StepCallbacks callbacks_;
  ComposeProgram program_;
  ProjectOutputs outputs_;

  Plan now_;   // what runs, or is being started
  Plan next_;  // what a restart has got the images for
  service::Verdict verdict_;
  std::set<std::string> parts_;  // the services of the compose file that have a container
  std::shared_ptr<Call> call_;   // what Compose is doing
  bool is_cut_short_ = false;
  bool may_be_made_ = false;    // there may be something of the project, be it a network
  std::int64_t pulled_at_ = 0;  // microseconds since 1970
};

}  // namespace berth::supervise
