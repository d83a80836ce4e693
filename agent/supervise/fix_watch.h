// Asks the registries, now and then, whether the name of a bad image means another one by now; only for services that
// wait for that. So a fix arrives by itself, also where nothing runs any more.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "supervise/runner.h"
#include "supervise/shared.h"

namespace berth::supervise {

class FixWatch {
 public:
  using Runners = std::function<std::vector<std::shared_ptr<Runner>>()>;

  // `interval` 0: never.
  FixWatch(Shared& shared, Duration interval, Runners runners);

  void begin();

 private:
  Task<> watch();
  Task<> check(std::shared_ptr<Runner> runner);

  Shared& shared_;
  Duration interval_;
  Runners runners_;
};

}  // namespace berth::supervise
