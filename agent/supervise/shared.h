// What all services share: the ways to the engine, to systemd, to the journal and to what descriptors say.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "credentials/credentials.h"
#include "docker/engine.h"
#include "logs/compression.h"
#include "logs/journal.h"
#include "loop/gate.h"
#include "loop/tasks.h"
#include "service/engine_log.h"
#include "supervise/catalogue.h"
#include "supervise/compose_program.h"
#include "supervise/engine_history.h"
#include "supervise/engine_watch.h"
#include "supervise/ledger.h"
#include "supervise/output_shelf.h"
#include "supervise/pulls.h"
#include "systemd/jobs.h"
#include "systemd/manager.h"

namespace berth::supervise {

struct Shared {
  Tasks& tasks;
  docker::Engine& engine;
  EngineWatch& watch;
  EngineHistory& engine_history;
  logs::Journal& journal;
  systemd::Manager& systemd;
  Catalogue& catalogue;
  Ledger& ledger;
  Pulls& pulls;
  credentials::Credentials& credentials;
  systemd::Jobs& jobs;
  OutputShelf& outputs;
  logs::Compression& compression;
  Gate& starts;    // an engine that starts many at once takes longer for all of them
  Gate& networks;  // one at a time: the engine makes two of one name for two who ask at once
  // How long systemd may wait for a pull's next sign of life.
  Duration pull_patience;
  service::EngineLog engine_log;
  // The status of that service is not what it was.
  std::function<void(const std::string& service)> changed;
  std::vector<std::string> compose_places = ComposeProgram::usual_places();
};

}  // namespace berth::supervise
