// Everything that a service's steps need, around a scripted engine: real files in a temporary folder, no systemd.
#pragma once

#include <sys/socket.h>

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
        watch(tasks, engine, {[] {}, [] {}, [](const std::string&) {}}),
        journal(executor, folder.path("no-journal")),
        systemd(bus),
        catalogue(settings(), {"host", "machine", "boot", "kernel"}, "/usr/libexec/berth-hold"),
        ledger(folder.path()),
        pulls(tasks, engine, {}),
        credentials(executor, {folder.path("auth.json"), folder.path("config.json"), {}}),
        jobs(bus),
        starts(executor, 4) {}

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

  TempFolder folder;
  FakeDocker docker;
  Tasks tasks;
  bus::Connection bus;
  docker::Engine engine;
  supervise::EngineWatch watch;
  logs::Journal journal;
  systemd::Manager systemd;
  supervise::Catalogue catalogue;
  supervise::Ledger ledger;
  supervise::Pulls pulls;
  credentials::Credentials credentials;
  systemd::Jobs jobs;
  Gate starts;
  supervise::Status status;
  supervise::Shared shared{tasks,
                           engine,
                           watch,
                           journal,
                           systemd,
                           catalogue,
                           ledger,
                           pulls,
                           credentials,
                           jobs,
                           starts,
                           std::chrono::minutes(1),
                           [](const std::string&) {}};
};

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
