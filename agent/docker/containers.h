// What one does with containers. `id` is an id or a name; a container that is not there is ErrorKind::not_found.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "docker/engine.h"

namespace berth::docker {

struct Created {
  std::string id;
  std::vector<std::string> warnings;  // what of its order the engine does otherwise or not at all, in one line each
};

// `body` as create_body() makes it. ErrorKind::conflict if the name is taken. No environment value appears in an error
// or a warning. The image must be of `platform`, unless that is empty.
Task<Result<Created>> create_container(Engine& engine, std::string name, std::string body, std::string platform = "");

// That it runs already is fine.
Task<Result<void>> start_container(Engine& engine, std::string id);

// The container's own stop signal and, after its own stop timeout, SIGKILL; `limit` must be longer than that. That it
// is stopped already is fine.
Task<Result<void>> stop_container(Engine& engine, std::string id, Duration limit);

// ErrorKind::conflict if the name is taken.
Task<Result<void>> rename_container(Engine& engine, std::string id, std::string name);

// ErrorKind::conflict if it does not run.
Task<Result<void>> kill_container(Engine& engine, std::string id, std::string signal);

// With its anonymous volumes, as `docker run --rm` does. `force` kills it first.
Task<Result<void>> remove_container(Engine& engine, std::string id, bool force);

Task<Result<ContainerState>> inspect_container(Engine& engine, std::string id);

// All that carry the label ("key" or "key=value"), running or not.
Task<Result<std::vector<ContainerState>>> list_containers(Engine& engine, std::string label);

enum class WaitFor { not_running, next_exit, removed };

// The exit code, however long it takes. `armed` is called once the engine watches: an exit from then on is not missed.
Task<Result<std::int64_t>> wait_container(Engine& engine, std::string id, WaitFor condition,
                                          std::function<void()> armed = nullptr);

}  // namespace berth::docker
