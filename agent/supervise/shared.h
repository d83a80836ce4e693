// What all services share: the ways to the engine, to systemd, to the journal and to what descriptors say.
#pragma once

#include <functional>
#include <string>

#include "credentials/credentials.h"
#include "docker/engine.h"
#include "logs/journal.h"
#include "loop/gate.h"
#include "loop/tasks.h"
#include "supervise/catalogue.h"
#include "supervise/engine_watch.h"
#include "supervise/ledger.h"
#include "supervise/pulls.h"
#include "systemd/jobs.h"
#include "systemd/manager.h"

namespace berth::supervise {

struct Shared {
  Tasks& tasks;
  docker::Engine& engine;
  EngineWatch& watch;
  logs::Journal& journal;
  systemd::Manager& systemd;
  Catalogue& catalogue;
  Ledger& ledger;
  Pulls& pulls;
  credentials::Credentials& credentials;
  systemd::Jobs& jobs;
  Gate& starts;  // an engine that starts many at once takes longer for all of them
  // How long systemd may wait for a pull's next sign of life.
  Duration pull_patience;
  // The status of that service is not what it was.
  std::function<void(const std::string& service)> changed;
};

}  // namespace berth::supervise
