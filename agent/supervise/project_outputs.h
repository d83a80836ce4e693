// The outputs of all containers of a project: each is read once, and all of them go line by line into one log file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "docker/types.h"
#include "supervise/output.h"
#include "supervise/shared.h"

namespace berth::supervise {

// Which of a project's containers that is: "web", or "worker-2" of several.
std::string part_of(const docker::ContainerState& container);

class ProjectOutputs {
 public:
  ProjectOutputs(Shared& shared, std::string service, std::function<void()> ended);

  // Whose outputs they are, and where they go.
  void set_log(std::string project, service::Log log);
  bool is_open(const std::string& container_id) const;
  // Takes over what a daemon before this one was reading, all at once: what it had begun to write stands at the end of
  // the file, and nobody must have written more by then.
  void pick_up(const std::vector<docker::ContainerState>& containers);
  // `gap`: why lines of before may be missing; empty: the container has not run yet.
  Task<Result<void>> open(docker::ContainerState container, std::string gap);
  // The last lines of those that have ended.
  Task<> drained();
  // The containers are gone.
  void close_all();
  // They are read on by whoever opens them again.
  void let_go() { outputs_->clear(); }

 private:
  using Map = std::map<std::string, std::unique_ptr<Output>>;
  bool has_begun_to_write(const std::string& container_id) const;
  void make(const docker::ContainerState& container, UniqueFd socket, Output::Past past, const std::string& gap);

  Shared& shared_;
  std::string service_, project_;
  service::Log log_;
  std::function<void()> ended_;
  std::shared_ptr<Map> outputs_ = std::make_shared<Map>();
};

}  // namespace berth::supervise
