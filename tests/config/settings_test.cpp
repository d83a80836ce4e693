#include "config/settings.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

TEST_CASE("without a file every setting has its default", "[config]") {
  test::TempFolder folder;
  auto reading = load_settings(folder.path("agent.yaml"));
  CHECK(reading.problems.empty());
  CHECK(reading.settings.config_root == "/root");
  CHECK(reading.settings.log_root == "/root/var/log");
  CHECK(reading.settings.service_directories.size() == 3);
  CHECK(reading.settings.parallel_starts >= 2);
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

TEST_CASE("settings that can't be read are a problem, not a crash", "[config]") {
  test::TempFolder folder;
  CHECK(load_settings(folder.path()).problems.size() == 1);
  CHECK(read_settings("a", "EngineSocket: tcp://1.2.3.4:2375").problems.size() == 1);
  CHECK(read_settings("a", "- a").problems.size() == 1);
}
