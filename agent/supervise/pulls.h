// Fetches images for all services: one pull for everybody who wants the same one, so many at a time, tried again after
// a while when the registry fails. Whoever waits is kept informed, and always gets an end.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "docker/engine.h"
#include "loop/gate.h"
#include "loop/tasks.h"
#include "supervise/pull_retry.h"

namespace berth::supervise {

struct PullLimits {
  int parallel = 3;
  Duration stall = std::chrono::minutes(1);
};

struct PullWish {
  std::string reference;
  std::string registry_auth;  // the X-Registry-Auth header; it appears nowhere
  RetryRule retry;
  bool has_fallback = false;  // a cached image would do
  std::string platform;       // empty: the engine's own
};

// What is going on, for people, at least every 20 seconds; the numbers are null when there is nothing new about them.
using PullWatcher = std::function<void(const std::string& text, const docker::PullProgress* progress)>;

class Pulls {
 public:
  Pulls(Tasks& tasks, docker::Engine& engine, PullLimits limits);
  Pulls(const Pulls&) = delete;
  Pulls& operator=(const Pulls&) = delete;

  // Ends when the image is there or cannot be had; the error says in its first words what kind of reason it is.
  // Whoever is cancelled leaves; when nobody is left, the pull ends in the engine, too.
  Task<Result<void>> pull(PullWish wish, PullWatcher watcher);

 private:
  struct Waiter;
  struct Fetch;
  struct Leaving;
  using FetchPtr = std::shared_ptr<Fetch>;

  void forget(const FetchPtr& fetch);
  Task<> run(FetchPtr fetch);
  Task<Result<void>> try_often(FetchPtr fetch);
  Task<Result<void>> try_once(FetchPtr fetch);

  Tasks& tasks_;
  docker::Engine& engine_;
  PullLimits limits_;
  Gate gate_;
  std::map<std::string, FetchPtr> fetches_;
};

}  // namespace berth::supervise
