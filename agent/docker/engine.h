// A Docker engine: where it listens and which API version we speak with it. Every call is a connection of its own.
#pragma once

#include <string>

#include "base/result.h"
#include "docker/types.h"
#include "http/exchange.h"
#include "loop/task.h"

namespace berth::docker {

class Engine {
 public:
  Engine(Executor executor, std::string socket_path);

  const Executor& executor() const { return executor_; }
  const std::string& socket_path() const { return socket_path_; }

  // Asks who is there and agrees on a version; again after the engine came back, since it may be another one then.
  Task<Result<EngineVersion>> connect();

  // "/containers/json" → "/v1.43/containers/json". Before connect() without a version: the engine's own newest.
  std::string versioned(const std::string& target) const;
  // "1.43"; empty before connect().
  const std::string& api_version() const { return api_version_; }

 private:
  Executor executor_;
  std::string socket_path_;
  std::string api_version_;
};

}  // namespace berth::docker
