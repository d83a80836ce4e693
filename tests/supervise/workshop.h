// Everything that a service's steps need, around a scripted engine: real files in a temporary folder, no systemd.
#pragma once

#include <sys/socket.h>

#include <algorithm>

#include "loop/wakeup.h"
#include "supervise/runner.h"
#include "supervise/steps.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

namespace berth::test {

inline bus::BusPtr silent_bus() {
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
  ::close(fds[1]);
  sd_bus* raw = nullptr;
  REQUIRE(sd_bus_new(&raw) >= 0);
  sd_bus_set_fd(raw, fds[0], fds[0]);
  sd_bus_set_anonymous(raw, 1);
  sd_bus_start(raw);
  return bus::BusPtr(raw);
}

struct Workshop {
  explicit Workshop(const Executor& executor)
      : docker(executor),
        tasks(executor),
        bus(executor, silent_bus()),
        engine(executor, docker.socket_path()),
        watch(tasks, engine, {[] {}, [] {}, [](const std::string&, const docker::Event&) {}}),
        journal(executor, folder.path("no-journal")),
        systemd(bus),
        catalogue(settings(), {"host", "machine", "boot", "kernel"}, "/usr/libexec/berth-hold"),
        ledger(folder.path()),
        pulls(tasks, engine, {}),
        credentials(executor, {folder.path("auth.json"), folder.path("config.json"), {}}),
        jobs(bus),
        starts(executor, 4),
        networks(executor, 1) {}

  config::Settings settings() const {
    config::Settings s;
    s.config_root = folder.path("root");
    s.log_root = folder.path("log");
    s.unit_directory = folder.path("units");
    s.state_directory = folder.path();
    s.service_directories = {folder.path("services")};
    s.parallel_starts = 4;
    return s;
  }

  void describe(const std::string& service, const std::string& yaml) {
    folder.write("services/" + service + ".yaml", yaml);
    catalogue.refresh([](const std::string&) { return false; });
  }

  // Whether the engine was asked for something that begins so.
  bool asked(const std::string& line) const { return times_asked(line) > 0; }
  std::ptrdiff_t times_asked(const std::string& line) const {
    auto lines = docker.lines();
    return std::count_if(lines.begin(), lines.end(), [&](const auto& seen) { return seen.starts_with(line); });
  }

  // Ends what is still under way; nothing of it may outlive the shop.
  Task<> close() {
    for (int i = 0; i < 100 && !tasks.empty(); ++i) {
      tasks.cancel_all();  // again: what ended at this moment may have begun another
      co_await sleep(std::chrono::milliseconds(1));
    }
  }

  TempFolder folder;
  FakeDocker docker;
  Tasks tasks;
  bus::Connection bus;
  docker::Engine engine;
  supervise::EngineWatch watch;
  supervise::EngineHistory engine_history{folder.path("engine-downtimes")};
  logs::Journal journal;
  systemd::Manager systemd;
  supervise::Catalogue catalogue;
  supervise::Ledger ledger;
  supervise::Pulls pulls;
  credentials::Credentials credentials;
  systemd::Jobs jobs;
  supervise::OutputShelf outputs{folder.path("output")};
  logs::Compression compression{tasks};
  Gate starts, networks;
  supervise::Status status;
  supervise::Shared shared{tasks,
                           engine,
                           watch,
                           engine_history,
                           journal,
                           systemd,
                           catalogue,
                           ledger,
                           pulls,
                           credentials,
                           jobs,
                           outputs,
                           compression,
                           starts,
                           networks,
                           std::chrono::minutes(1),
                           service::EngineLog(),
                           [](const std::string&) {}};
};

// Nobody hears what the steps say meanwhile.
inline supervise::StepCallbacks nobody() {
  return {[](const std::string&, Duration) {}, [] {}, [](const std::string&) {}};
}

inline std::string inspected(const std::string& state, const std::string& labels = R"({"org.berth.service":"web"})",
                             const std::string& image = "img:latest") {
  return R"({"Id":"c1","Name":"/web","Image":"sha256:aa","Config":{"Image":")" + image + R"(","Labels":)" + labels +
         R"(},"State":)" + state + "}";
}
inline const std::string running = R"({"Status":"running","Running":true,"Pid":42,"ExitCode":0})";
inline std::string ended(int code, bool oom = false) {
  return fmt::format(R"({{"Status":"exited","Running":false,"Pid":0,"ExitCode":{},"OOMKilled":{}}})", code, oom);
}
inline const std::string cached_image =
    R"({"Id":"sha256:aa","RepoDigests":["img@sha256:)" + std::string(64, 'b') + R"("]})";

}  // namespace berth::test
