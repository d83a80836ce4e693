// The long actions of the machine for one service, each a recipe of engine calls that ends in an outcome. They decide
// nothing about what comes next.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/machine.h"
#include "service/spec.h"
#include "supervise/output.h"
#include "supervise/shared.h"
#include "supervise/status.h"

namespace berth::supervise {

struct Outcome {
  service::Event event = service::Event::failed;
  service::Verdict verdict;
};
using Outcomes = std::vector<Outcome>;

class Steps {
 public:
  struct Callbacks {
    // Progress within a step: a line for people, and whether bytes have come (the start may take longer then).
    std::function<void(const std::string& text, bool alive)> progress;
    // Something may have happened to the container.
    std::function<void()> look_again;
  };

  Steps(Shared& shared, std::string service, Status& status, Callbacks callbacks);

  Task<Outcomes> run(service::Action action);

  const service::Spec& spec() const { return spec_; }
  // "running nginx:latest (sha256:0123456789ab)", and how stale it is.
  std::string image_text() const;

 private:
  Task<Outcomes> load();
  Task<Outcomes> pull();
  Task<Outcomes> create();
  Task<Outcomes> start();
  Task<Outcomes> look();
  Task<Outcomes> stop();
  Task<Outcomes> remove();

  // Pulling (steps_prepare.cpp)
  Task<Outcomes> pull_from_registry(std::string reference, service::PullPolicy policy);
  Task<Outcomes> use_cached(std::string reference, std::string why_not_pulled);
  void take_image(const docker::ImageState& image, const std::string& reference);
  void show_progress(const docker::PullProgress& progress);

  // Containers (steps_container.cpp)
  Task<Result<void>> free_name(std::string name);
  Task<Result<void>> open_output();
  Task<Result<docker::ContainerState>> find_container();
  Outcomes judge(const docker::ContainerState& state);
  void take_state(const docker::ContainerState& state);
  Task<Result<void>> remove_one(std::string id);
  Task<Result<std::vector<std::string>>> all_of_service();

  Shared& shared_;
  std::string service_;
  Status& status_;
  Callbacks callbacks_;

  service::Spec spec_;
  bool has_spec_ = false;
  std::vector<std::string> environment_;
  std::string image_id_;
  std::string stale_text_;
  std::string container_id_;
  std::unique_ptr<Output> output_;
  std::uint64_t last_progress_ = 0;  // monotonic microseconds
};

// The engine could not be asked, which says nothing about the container.
bool is_engine_away(const Error& error);
Outcomes outcome(service::Event event);
Outcomes failure(service::Ending ending, const Error& error);

}  // namespace berth::supervise
