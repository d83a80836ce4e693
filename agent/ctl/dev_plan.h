// What `berthctl dev` is to run: a service's command as it would run in its container, as far as this machine has it.
// Pure, but for files that are looked for.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/host_files.h"
#include "service/spec.h"

namespace berth::ctl {

struct DevPlan {
  struct Bind {
    std::string source, target;
    bool read_only = true;
  };

  std::vector<std::string> command;
  std::vector<std::string> environment;  // "K=V"
  std::string folder;                    // to start in; empty: where we are
  std::vector<Bind> binds;
  std::vector<std::string> left_out;  // keys of the descriptor that only a container can have
  service::LogFormat format = service::LogFormat::plain;
  std::string stop_signal = "SIGTERM";
  Duration stop_timeout = std::chrono::seconds(10);
};

// A file of Config may stand beside the descriptor, too, where the service has no folder of its own below `root`.
void look_beside(service::Spec& spec, const std::string& root);

// `files` are those of `spec`, `outside` is the environment that we have ourselves. Without `arguments` the descriptor
// has to say what to run.
Result<DevPlan> plan_dev(const service::Spec& spec, const config::HostFiles& files,
                         const std::vector<std::string>& arguments, const std::vector<std::string>& outside);

}  // namespace berth::ctl
