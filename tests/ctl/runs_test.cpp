#include "ctl/runs.h"

#include <cstdlib>
#include <ctime>

#include "support/catch.h"

using namespace berth;
using ctl::Run;

namespace {

constexpr std::uint64_t second = 1'000'000;
constexpr std::uint64_t noon = 1'795'348'800 * second;  // 2026-11-22 12:00:00 UTC

std::string digest(char digit) {
  return "sha256:" + std::string(64, digit);
}

Run a_run(char digit) {
  Run run;
  run.reference = "registry.example/web";
  run.digest = digest(digit);
  run.id = "sha256:" + std::string(64, 'f');
  run.pulled = noon;
  run.started = noon + 60 * second;
  return run;
}

void use_utc() {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
}

}  // namespace

TEST_CASE("the history marks the last good image and those in quarantine, and says what runs", "[ctl]") {
  use_utc();
  auto now = a_run('a');
  now.ready = now.started + 2'345'000;
  auto failed = a_run('b');
  failed.ended = noon + 90 * second;
  failed.result = "exit-code";
  failed.why = "the container exited with status 3";
  auto stopped = a_run('c');
  stopped.ready = stopped.started + 75 * second;
  stopped.ended = noon + 3600 * second;
  stopped.result = "success";
  ctl::Properties properties{{"GoodDigest", digest('a')},
                             {"Quarantine", digest('9') + " " + digest('b')},
                             {"ActiveState", std::string("active")}};
  CHECK(ctl::runs_table({now, failed, stopped}, properties) ==
        "DIGEST                     PULLED               STARTED              READY           ENDED                "
        "WHY\n"
        "aaaaaaaaaaaa (last good)   2026-11-22 12:00:00  2026-11-22 12:01:00  after 2s 300ms  runs\n"
        "bbbbbbbbbbbb (quarantine)  2026-11-22 12:00:00  2026-11-22 12:01:00  -               2026-11-22 12:01:30  "
        "the container exited with status 3\n"
        "cccccccccccc               2026-11-22 12:00:00  2026-11-22 12:01:00  after 1min 15s  2026-11-22 13:00:00  "
        "success\n");
}

TEST_CASE("a run whose end nobody saw does not run when the service does not", "[ctl]") {
  ctl::Properties properties{{"ActiveState", std::string("failed")}};
  CHECK_THAT(ctl::runs_table({a_run('a')}, properties), !ContainsSubstring("runs"));
  properties["ActiveState"] = std::string("active");
  CHECK_THAT(ctl::runs_table({a_run('a')}, properties), ContainsSubstring("runs"));
}

TEST_CASE("the image is named once its name has changed", "[ctl]") {
  auto renamed = a_run('b');
  renamed.reference = "registry.example/web:2";
  CHECK_THAT(ctl::runs_table({a_run('a')}, {}), !ContainsSubstring("IMAGE"));
  auto text = ctl::runs_table({a_run('a'), renamed}, {});
  CHECK_THAT(text, ContainsSubstring("IMAGE"));
  CHECK_THAT(text, ContainsSubstring("registry.example/web:2  bbbbbbbbbbbb"));
}

TEST_CASE("an image that no registry has goes by its id, and an empty history is a heading", "[ctl]") {
  auto local = a_run('a');
  local.digest.clear();
  CHECK_THAT(ctl::runs_table({local}, {{"GoodDigest", local.id}}), ContainsSubstring("ffffffffffff (last good)"));
  CHECK(ctl::runs_table({}, {}) == "DIGEST  PULLED  STARTED  READY  ENDED  WHY\n");
}

TEST_CASE("control characters of a reason do not reach the terminal", "[ctl]") {
  auto run = a_run('a');
  run.ended = noon;
  run.why = "\x1b[2J";
  CHECK_THAT(ctl::runs_table({run}, {}), ContainsSubstring("\\x1b[2J"));
}

TEST_CASE("the history as JSON has all fields and both marks", "[ctl]") {
  auto run = a_run('a');
  run.digest = "sha256:01";
  run.id = "sha256:02";
  CHECK(ctl::runs_json({run}, {{"GoodDigest", run.digest}}) ==
        "[{\"reference\":\"registry.example/web\",\"digest\":\"sha256:01\",\"id\":\"sha256:02\","
        "\"pulled\":1795348800000000,\"started\":1795348860000000,\"ready\":0,\"ended\":0,\"result\":\"\",\"why\":\"\","
        "\"good\":true,\"quarantined\":false}]\n");
}
