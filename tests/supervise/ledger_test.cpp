#include "supervise/ledger.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::Ledger;

TEST_CASE("what was saved is read back by the next daemon", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path());
  auto& record = ledger.of("web");
  record.image = "img:latest";
  record.good = {"img:latest", "sha256:aa", "sha256:bb"};
  ledger.save("web");
  Ledger next(folder.path());
  CHECK(next.of("web").image == "img:latest");
  REQUIRE(next.of("web").good);
  CHECK(next.of("web").good->digest == "sha256:bb");
  CHECK(next.all().size() == 1);
}

TEST_CASE("a missing, damaged or torn state file is an empty one", "[supervise]") {
  test::TempFolder folder;
  for (auto text : {"", "{", "[]", "{\"image\": 7}", "\xff\xfe", "null", "{\"image\": \"img\", \"hist"}) {
    INFO(text);
    folder.write("web.json", text);
    Ledger ledger(folder.path());
    CHECK(ledger.of("web").image.empty());
    CHECK(ledger.of("none").image.empty());
  }
}

TEST_CASE("a folder that cannot be written to takes nothing from what is known", "[supervise]") {
  Ledger ledger("/proc/none");
  ledger.of("web").image = "img:1";
  ledger.save("web");
  CHECK(ledger.of("web").image == "img:1");
}
