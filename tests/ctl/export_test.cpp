#include "ctl/export.h"

#include "base/file.h"
#include "ctl/commands.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;
using test::mode_of;

TEST_CASE("an export writes its files, for their owner alone where they have values of variables", "[ctl]") {
  test::TempFolder folder;
  auto open = folder.path() + "/open.yaml", closed = folder.path() + "/closed.yaml",
       target = folder.path() + "/made/here";
  test::put(open, "Container:\n  Image: app\nSchedule:\n  OnCalendar: daily\n");
  test::put(closed, "Container:\n  Image: app\n  Environment: { A: 1 }\n");
  CHECK(export_services({"unit", {open, closed}, target, false}) == ok);
  CHECK(mode_of(target + "/open.service") == 0644);
  CHECK(mode_of(target + "/closed.service") == 0600);
  CHECK_THAT(*file::read(target + "/open.timer", 1000), ContainsSubstring("OnCalendar=daily\n"));
  CHECK(export_services({"unit", {open}, target, false}) == wrong_usage);
  CHECK(export_services({"unit", {open}, target, true}) == ok);
  CHECK(export_services({"compose", {closed}, target, false}) == failed);  // Pull: newer is not Compose's
  CHECK(mode_of(target + "/compose.yaml") == 0600);
}

TEST_CASE("an export says what is wrong, and writes nothing then", "[ctl]") {
  test::TempFolder folder;
  auto bad = folder.path() + "/bad.yaml", target = folder.path() + "/made";
  test::put(bad, "Container:\n  Imgae: app\n");
  CHECK(export_services({"unit", {bad}, target, false}) == wrong_usage);
  CHECK(export_services({"swarm", {bad}, target, false}) == wrong_usage);
  CHECK_FALSE(file::exists(target));
}
