#include "ctl/describe.h"

#include "support/catch.h"

using namespace berth;
using ctl::Properties;

namespace {

const std::string ones = "sha256:" + std::string(64, '1');
const std::string twos = "sha256:" + std::string(64, '2');

Properties running() {
  return {{"Id", std::string("web")},
          {"UnitName", std::string("web.service")},
          {"Description", std::string("the web")},
          {"DescriptorPath", std::string("/etc/berth/services/web.yaml")},
          {"LoadState", std::string("loaded")},
          {"ActiveState", std::string("active")},
          {"SubState", std::string("running")},
          {"StatusText", std::string("running web")},
          {"Result", std::string("success")},
          {"Image", std::string("web")},
          {"Digest", ones},
          {"GoodDigest", ones},
          {"Health", std::string("none")}};
}

Properties with(std::initializer_list<Properties::value_type> changes) {
  auto properties = running();
  for (const auto& [name, value] : changes) properties[name] = value;
  return properties;
}

}  // namespace

TEST_CASE("a service that is well has no rows about what is not", "[ctl]") {
  CHECK(ctl::describe(running()) ==
        "● web.service - the web\n"
        "  Descriptor: /etc/berth/services/web.yaml (loaded)\n"
        "      Active: active (running)\n"
        "      Status: running web\n"
        "       Image: web\n"
        "      Digest: " +
            ones + " (last good)\n");
}

TEST_CASE("a service that was rolled back says to what, and what is in quarantine", "[ctl]") {
  auto text = ctl::describe(with({{"RolledBack", true}, {"Quarantine", twos + " sha256:3"}}));
  CHECK_THAT(text, ContainsSubstring("      Digest: " + ones + " (rolled back)\n"));
  CHECK_THAT(text, ContainsSubstring("  Quarantine: " + twos + "\n              sha256:3\n"));
}

TEST_CASE("a new image on trial stands beside the last good one", "[ctl]") {
  auto text = ctl::describe(with({{"Digest", twos}}));
  CHECK_THAT(text, ContainsSubstring("Digest: " + twos + "\n   Last good: " + ones));
}

TEST_CASE("what has changed since the start shows with what takes it, a restart before a reload", "[ctl]") {
  auto text = ctl::describe(with({{"NeedsReload", true}}));
  CHECK_THAT(text, ContainsSubstring("       Needs: a reload (systemctl reload web)\n"));
  text = ctl::describe(with({{"NeedsReload", true}, {"NeedsRestart", true}}));
  CHECK_THAT(text, ContainsSubstring("       Needs: a restart (berthctl restart web)\n"));
  text = ctl::describe(with({{"NeedsRestart", true}, {"Changes", "changed: x"}, {"StatusText", "running"}}));
  CHECK_THAT(text, ContainsSubstring("       Needs: a restart (berthctl restart web); changed: x\n"));
  text = ctl::describe(with({{"NeedsRestart", true}, {"Changes", "changed: x"}, {"StatusText", "up, changed: x"}}));
  CHECK_THAT(text, ContainsSubstring("       Needs: a restart (berthctl restart web)\n"));
  CHECK(text.find("a reload") == std::string::npos);
}

TEST_CASE("a pull shows unless it is what the status says already", "[ctl]") {
  std::string pulling = "pulling web: 43 %";
  CHECK_THAT(ctl::describe(with({{"PullStatus", pulling}})), ContainsSubstring("        Pull: pulling web: 43 %\n"));
  CHECK_THAT(ctl::describe(with({{"PullStatus", pulling}, {"StatusText", pulling}})), !ContainsSubstring("Pull: "));
}

TEST_CASE("the last end shows if it was no success", "[ctl]") {
  auto failed = with({{"Result", std::string("exit-code")}, {"ExitStatus", std::int64_t{3}}});
  CHECK_THAT(ctl::describe(failed), ContainsSubstring(" Last result: exit-code (status 3)\n"));
  failed["ActiveState"] = std::string("failed");
  CHECK_THAT(ctl::describe(failed), ContainsSubstring("      Result: exit-code (status 3)\n"));
}

TEST_CASE("last lines belong to a service that is not well", "[ctl]") {
  CHECK_FALSE(ctl::is_troubled(running()));
  CHECK(ctl::is_troubled(with({{"Health", std::string("unhealthy")}})));
  CHECK(ctl::is_troubled(with({{"ActiveState", std::string("failed")}})));
  CHECK(ctl::is_troubled(with({{"ActiveState", std::string("activating")}})));
  CHECK_FALSE(ctl::is_troubled(with({{"ActiveState", std::string("inactive")}})));
}

TEST_CASE("last lines are clean, and without a file they are where the journal is", "[ctl]") {
  CHECK(ctl::describe_log(running(), std::vector<std::string>{"one", "\033[31mtwo\033[0m"}) == "\none\ntwo\n");
  CHECK(ctl::describe_log(running(), std::vector<std::string>()).empty());
  CHECK(ctl::describe_log(running(), Error{ErrorKind::denied, "no"}) == "\nits last lines: journalctl --unit web\n");
}

TEST_CASE("a job says when it is due, when it last ran, for how long and how that ended", "[ctl]") {
  using Number = std::uint64_t;
  auto job = [](std::string result) {
    return ctl::describe(with({{"Timer", std::string("web.timer")},
                               {"NextRun", Number(4'102'444'800'000'000)},
                               {"LastRun", Number(1'795'262'400'000'000)},
                               {"LastRunDuration", Number(2'345'678)},
                               {"LastRunResult", std::move(result)}}));
  };
  CHECK(job("success").find("    Next run: Fri 2100-01-01 ") != std::string::npos);
  CHECK(job("success").find("; success after 2s 300ms\n") != std::string::npos);
  CHECK(job("exit-code").find("; exit-code after 2s 300ms\n") != std::string::npos);
  CHECK(job("").find(" after ") == std::string::npos);
  auto idle = ctl::describe(with({{"Timer", std::string("web.timer")}, {"ActiveState", std::string("inactive")}}));
  CHECK(idle.find("    Next run: none is due (systemctl enable --now web.timer)\n") != std::string::npos);
  CHECK(idle.find("Last run") == std::string::npos);
  auto busy = ctl::describe(with({{"Timer", std::string("web.timer")}, {"ActiveState", std::string("active")}}));
  CHECK(busy.find("    Next run: after this one, if the timer was started\n") != std::string::npos);
  CHECK(ctl::describe(running()).find("run:") == std::string::npos);
}
