#include "config/settings.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;
using namespace std::chrono_literals;

TEST_CASE("without a file every setting has its default", "[config]") {
  test::TempFolder folder;
  auto reading = load_settings(folder.path("agent.yaml"));
  CHECK(reading.problems.empty());
  CHECK(reading.settings.config_root == "/root");
  CHECK(reading.settings.log_root == "/root/var/log");
  CHECK(reading.settings.service_directories.size() == 3);
  CHECK(reading.settings.parallel_starts >= 2);
  CHECK(reading.settings.parallel_pulls == 3);
  CHECK(reading.settings.pull_stall_timeout == 1min);
  CHECK(reading.settings.update_check_interval == 5min);
  CHECK(reading.settings.orphan_grace == 10min);
  folder.write("agent.yaml", "# nothing yet\n");
  CHECK(load_settings(folder.path("agent.yaml")).problems.empty());
}

TEST_CASE("settings are read, those with a problem keep their default", "[config]") {
  auto reading = read_settings("agent.yaml",
                               "ConfigRoot: /srv//config/\nLogRoot: logs\nEngineSocket: unix:///run/podman.sock\n"
                               "ServiceDirectories: [/a, /b]\nParallelStarts: 0\nLogLevel: debug\nLogRoto: /x\n");
  CHECK(reading.settings.config_root == "/srv/config");
  CHECK(reading.settings.log_root == "/root/var/log");
  CHECK(reading.settings.engine_socket == "/run/podman.sock");
  CHECK(reading.settings.service_directories == std::vector<std::string>{"/a", "/b"});
  CHECK(reading.settings.log_level == log::Level::debug);
  REQUIRE(reading.problems.size() == 3);
  CHECK(one_line(reading.problems[0]) == "agent.yaml:2:10: LogRoot: the path \"logs\" must be absolute");
  CHECK(one_line(reading.problems[1]) == "agent.yaml:5:17: ParallelStarts: \"0\" is no whole number from 1 to 1000");
  CHECK(one_line(reading.problems[2]) ==
        "agent.yaml:7:1: unknown key \"LogRoto\" in the settings (did you mean \"LogRoot\"?)");
}

TEST_CASE("how images are pulled and looked for is a setting", "[config]") {
  auto reading = read_settings("a", "ParallelPulls: 8\nPullStallTimeout: 100ms\nUpdateCheckInterval: 1h\n");
  CHECK(reading.problems.empty());
  CHECK(reading.settings.parallel_pulls == 8);
  CHECK(reading.settings.pull_stall_timeout == 100ms);
  CHECK(reading.settings.update_check_interval == 1h);
  auto never = read_settings("a", "UpdateCheckInterval: 0");
  CHECK(never.problems.empty());
  CHECK(never.settings.update_check_interval == 0s);
}

TEST_CASE("what the engine keeps of the output is a setting", "[config]") {
  using Kind = service::EngineLog::Kind;
  CHECK(read_settings("a", "").settings.engine_log == service::EngineLog{Kind::local, 4u << 20});
  CHECK(read_settings("a", "EngineLog: 20M").settings.engine_log == service::EngineLog{Kind::local, 20u << 20});
  CHECK(read_settings("a", "EngineLog: none").settings.engine_log.kind == Kind::none);
  CHECK(read_settings("a", "EngineLog: default").settings.engine_log.kind == Kind::engines_own);
  auto bad = read_settings("a", "EngineLog: nothing");
  REQUIRE(bad.problems.size() == 1);
  CHECK(one_line(bad.problems[0]) ==
        "a:1:12: EngineLog: \"nothing\" is not a size such as 512M or 2G, nor is it none or default");
  CHECK(bad.settings.engine_log == service::EngineLog());
  auto tiny = read_settings("a", "EngineLog: 4");
  REQUIRE(tiny.problems.size() == 1);
  CHECK(one_line(tiny.problems[0]) == "a:1:12: EngineLog: it must be from 64K to 1T, or none or default");
}

TEST_CASE("settings of pulls that make no sense keep their default", "[config]") {
  auto reading =
      read_settings("a", "ParallelPulls: 0\nPullStallTimeout: infinity\nUpdateCheckInterval: 100ms\nParallelPull: 1\n");
  REQUIRE(reading.problems.size() == 4);
  CHECK(one_line(reading.problems[0]) == "a:1:16: ParallelPulls: \"0\" is no whole number from 1 to 100");
  CHECK(one_line(reading.problems[1]) == "a:2:19: PullStallTimeout: it must be from 100ms to 1d");
  CHECK(one_line(reading.problems[2]) ==
        "a:3:22: UpdateCheckInterval: it must be 0, which means never, or from 1s to 365d");
  CHECK(reading.problems[3].suggestion == "ParallelPulls");
  CHECK(reading.settings.parallel_pulls == 3);
  CHECK(reading.settings.update_check_interval == 5min);
  CHECK(read_settings("a", "UpdateCheckInterval: infinity").problems.size() == 1);
}

TEST_CASE("how long containers of no service are left alone is a setting, and may be for ever", "[config]") {
  CHECK(read_settings("a", "OrphanGrace: 1h\n").settings.orphan_grace == 1h);
  auto never = read_settings("a", "OrphanGrace: infinity\n");
  CHECK(never.problems.empty());
  CHECK(never.settings.orphan_grace == Duration::max());
  auto at_once = read_settings("a", "OrphanGrace: 0\n");
  REQUIRE(at_once.problems.size() == 1);
  CHECK(one_line(at_once.problems[0]) ==
        "a:1:14: OrphanGrace: it must be infinity, which means never, or from 1s to 365d");
  CHECK(at_once.settings.orphan_grace == 10min);
}

TEST_CASE("settings that can't be read are a problem, not a crash", "[config]") {
  test::TempFolder folder;
  CHECK(load_settings(folder.path()).problems.size() == 1);
  CHECK(read_settings("a", "EngineSocket: tcp://1.2.3.4:2375").problems.size() == 1);
  CHECK(read_settings("a", "- a").problems.size() == 1);
}
