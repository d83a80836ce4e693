#include "service/exit_statuses.h"

#include "support/catch.h"

using namespace berth::service;

TEST_CASE("exit statuses are numbers, systemd's names and signals", "[service]") {
  CHECK(exit_status("3") == 3);
  CHECK(exit_status("TEMPFAIL") == 75);
  CHECK(exit_status("SIGKILL") == 137);
  CHECK(exit_status("TERM") == 143);
  CHECK_FALSE(exit_status("SIGWHAT"));
  CHECK_FALSE(exit_status("3x"));
  CHECK_FALSE(exit_status(""));
}

TEST_CASE("what a container may end with is in SuccessExitStatus, until that is taken back", "[service]") {
  CHECK(is_success({}, 0));
  CHECK_FALSE(is_success({}, 3));
  UnitKeys keys = {{"Restart", "no"}, {"SuccessExitStatus", "3 SIGTERM"}, {"SuccessExitStatus", "24"}};
  for (int status : {0, 3, 24, 143}) CHECK(is_success(keys, status));
  CHECK_FALSE(is_success(keys, 4));
  keys.emplace_back("SuccessExitStatus", "");
  keys.emplace_back("SuccessExitStatus", "5");
  CHECK_FALSE(is_success(keys, 3));
  CHECK(is_success(keys, 5));
  CHECK_FALSE(is_success({{"RestartPreventExitStatus", "3"}}, 3));
}

TEST_CASE("systemd sees the container's status where a signal ended it", "[service]") {
  CHECK(with_statuses("3  SIGKILL TEMPFAIL TERM") == "3 SIGKILL 137 TEMPFAIL TERM 143");
  CHECK(with_statuses("").empty());
}
