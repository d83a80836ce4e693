#include "supervise/ledger.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::Ledger;

TEST_CASE("what was written is read back", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path());
  REQUIRE(ledger.write("web", {"img:latest", "sha256:aa", 1700000000}));
  auto record = ledger.read("web");
  CHECK(record.image == "img:latest");
  CHECK(record.digest == "sha256:aa");
  CHECK(record.confirmed_unix == 1700000000);
}

TEST_CASE("a missing, damaged or newer state file is an empty or a partly known one", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path());
  CHECK(ledger.read("none").image.empty());
  for (auto text : {"", "{", "[]", "{\"image\": 7}", "\xff\xfe", "null"}) {
    INFO(text);
    folder.write("web.json", text);
    CHECK(ledger.read("web").image.empty());
  }
  folder.write("web.json", R"({"version": 9, "image": "img:1", "later": {"a": [1]}})");
  CHECK(ledger.read("web").image == "img:1");
}
