// Removes the containers of services that are no more: after a grace period, and after saying so in the journal. What
// does not carry our label, and what a service, its holder or systemd may still want, is never touched. Looks when it
// is told to, and keeps no watch of its own.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "docker/types.h"
#include "supervise/shared.h"

namespace berth::supervise {

class Reaper {
 public:
  enum class Owner {
    none,     // no descriptor, and nothing runs or is under way
    resting,  // there is a descriptor, and nothing runs or is under way
    busy,     // its containers are its own business; also when nobody can tell
  };

  // What is known of the service of that name.
  struct Services {
    std::function<Owner(const std::string& service)> owner_of;
    // Whether systemd has its unit up, on its way up or down, or does not say.
    std::function<Task<bool>(std::string service)> is_up;
  };

  // Duration::max(): orphans stay for ever.
  Reaper(Shared& shared, Duration grace, Services services);

  // The engine is there (again), or a descriptor went: asks the engine what there is.
  void look();
  // Descriptors were read anew: asks nobody.
  void spare_those_back();

 private:
  struct Orphan {
    std::string service, name;
    bool is_due = false;  // its grace period is over
    Tasks::Id timer = 0;
  };

  Task<> look_at_all();
  Task<> judge(docker::ContainerState container);
  Task<> remove_leftover(docker::ContainerState container);
  Task<> announce(docker::ContainerState container);
  Task<> reap_later(std::string id);
  Task<> reap(std::string id);
  Task<Result<void>> stop_and_remove(docker::ContainerState container);
  void tell(const docker::ContainerState& container, log::Level level, const std::string& text, std::string_view id);
  void spare(const std::string& id);
  void forget_those_gone(const std::vector<docker::ContainerState>& there);

  Shared& shared_;
  Duration grace_;
  Services services_;
  std::map<std::string, Orphan> orphans_;  // by container id
  std::set<std::string> told_;             // ids of what is none of ours, and was said to be
  std::set<std::string> being_removed_;
  bool looks_ = false;
  bool looks_again_ = false;
};

}  // namespace berth::supervise
