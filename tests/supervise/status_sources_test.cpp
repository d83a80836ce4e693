#include "supervise/status_sources.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::supervise;

namespace {

Catalogue::Entry entry_of(const std::string& description, bool with_schedule) {
  Catalogue::Entry entry;
  entry.path = "/etc/berth/services/web.yaml";
  entry.reading.spec.description = description;
  if (with_schedule) entry.reading.spec.schedule.emplace();
  return entry;
}

}  // namespace

TEST_CASE("what a descriptor says is shown, and stays while it is wrong or gone", "[supervise]") {
  Status status;
  auto good = entry_of("the web", true);
  show_descriptor(status, "web", &good);
  CHECK(status.load_state == "loaded");
  CHECK(status.descriptor_path == "/etc/berth/services/web.yaml");
  CHECK(status.description == "the web");
  CHECK(status.timer == "web.timer");

  auto wrong = entry_of("half", false);
  wrong.reading.problems.push_back({wrong.path, {1, 2}, "unknown section \"Contaner\"", ""});
  show_descriptor(status, "web", &wrong);
  CHECK(status.load_state == "error");
  CHECK(status.load_error.find("Contaner") != std::string::npos);
  CHECK(status.description == "the web");
  CHECK(status.timer == "web.timer");

  show_descriptor(status, "web", nullptr);
  CHECK(status.load_state == "not-found");
  CHECK(status.load_error == "the descriptor of web is gone");
  CHECK(status.descriptor_path == "/etc/berth/services/web.yaml");

  auto mended = entry_of("the web again", false);
  show_descriptor(status, "web", &mended);
  CHECK(status.load_error.empty());
  CHECK(status.description == "the web again");
  CHECK(status.timer.empty());
}

TEST_CASE("the last run is shown of what has a timer, and the record of nothing else is read", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path(""));
  Status status;
  show_last_run(status, "web", ledger);
  CHECK(ledger.all().empty());

  status.timer = "web.timer";
  show_last_run(status, "web", ledger);
  CHECK(status.last_run == 0);
  auto& record = ledger.of("web");
  record.begin_run({"", "-", ""}, 1'000'000);
  show_last_run(status, "web", ledger);
  CHECK(status.last_run == 1'000'000);
  CHECK(status.last_run_duration == 0);
  CHECK(status.last_run_result.empty());
  record.end_run("exit-code", "status 3", 1'500'000);
  show_last_run(status, "web", ledger);
  CHECK(status.last_run_duration == 500'000);
  CHECK(status.last_run_result == "exit-code");
}
