// The long actions of the machine for one service, each a recipe of engine calls that ends in an outcome. They decide
// nothing about what comes next.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/machine.h"
#include "supervise/candidate.h"
#include "supervise/outcome.h"
#include "supervise/output.h"
#include "supervise/shared.h"
#include "supervise/status.h"

namespace berth::supervise {

class Steps {
 public:
  struct Callbacks {
    // Progress within a step: a line for people, and for how long systemd may wait for the next one (0: as before).
    std::function<void(const std::string& text, Duration patience)> progress;
    // Something may have happened to the container.
    std::function<void()> look_again;
    // The container that starts now talks to systemd over a socket at this path.
    std::function<void(const std::string& path)> listen;
  };

  Steps(Shared& shared, std::string service, Status& status, Callbacks callbacks);

  Task<Outcomes> run(service::Action action);
  // What led to the next action: it ends up in the history and in what people read.
  void because_of(service::Verdict verdict) { verdict_ = std::move(verdict); }

  const Candidate& current() const { return now_; }
  const Candidate& next() const { return next_; }
  // Runs the container's health check once, now.
  Task<bool> probe();
  // Since when the container runs; microseconds since 1970, 0: not known.
  std::int64_t running_since() const { return running_since_; }

  // The short actions (steps_trial.cpp). The first says in a log record what it did.
  void condemn(const service::Verdict& verdict);
  void acquit();
  void approve();
  bool is_proven() const;
  void note_ready();
  // The id of the container that was set aside, which is its caller's from now on; empty: there is none.
  std::string forget_before() { return std::exchange(before_, Candidate{}).container_id; }
  void note_end(const service::Verdict& verdict);
  void show_record();

  // Fetches the image that the next start will use, whatever runs now; `berthctl pull`.
  Task<Result<std::string>> pull_ahead();

 private:
  // steps_prepare.cpp
  Task<Outcomes> load();
  Task<Outcomes> prepare();
  Result<Candidate> read_candidate();

  // Choosing an image (steps_image.cpp)
  Task<Outcomes> pull();
  Task<Outcomes> choose_image(Candidate& candidate);
  Task<Result<docker::ImageState>> image_by_policy(Candidate& candidate);
  Task<Result<docker::ImageState>> image_from_registry(Candidate& candidate);
  Task<Result<docker::ImageState>> image_from_cache(Candidate& candidate, std::string why_not_pulled);
  Task<Result<void>> fetch(service::Container spec, std::string reference, PullWatcher watcher);
  Task<bool> asked_lately(std::string reference);
  PullWatcher start_watcher();
  void show_pull(const std::string& text, const docker::PullProgress* progress);
  void show_image();
  void show_no_container();

  // The last good image (steps_trial.cpp)
  Task<Outcomes> fall_back();
  Task<Outcomes> stand_in(Candidate& candidate, std::string why);
  Task<Result<docker::ImageState>> last_good(service::Container spec, ImageVersion good);
  Task<> keep_as_previous(ImageVersion image);

  // Containers (steps_container.cpp)
  Task<Outcomes> create(Candidate& candidate, std::string name);
  Task<Outcomes> start();
  Task<Result<void>> free_name(std::string name, std::string image);
  Task<Result<void>> open_output();

  // What became of it (steps_look.cpp)
  Task<Outcomes> look();
  Outcomes judge(const docker::ContainerState& state);
  Outcomes judge_end(const docker::ContainerState& state);
  Task<Result<docker::ContainerState>> find_container();
  Task<Outcomes> adopt(docker::ContainerState state);
  void take_state(const docker::ContainerState& state);

  // Its end (steps_end.cpp)
  Task<Outcomes> stop(), clear(), set_aside(), go_back();
  Task<Outcomes> remove_all(std::vector<std::string> ids);
  Task<> remove_strays();
  Task<Result<void>> stop_one(std::string id), remove_one(std::string id);
  Task<Result<std::vector<std::string>>> all_of_service();
  void tell_if_killed(const docker::ContainerState& state, Duration took);

  Shared& shared_;
  std::string service_;
  Status& status_;
  Callbacks callbacks_;

  bool knows_containers_ = false;  // nothing is left of an earlier daemon
  Candidate now_;                  // what runs, or is being started
  Candidate next_;                 // what a restart has prepared
  Candidate before_;               // what ran before, stopped and set aside until the new one is ready
  service::Verdict verdict_;
  std::vector<std::string> health_test_;
  std::int64_t running_since_ = 0;
  std::unique_ptr<Output> output_;
  std::uint64_t last_progress_ = 0;  // monotonic microseconds
};

}  // namespace berth::supervise
