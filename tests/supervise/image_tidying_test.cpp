#include "supervise/image_tidying.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::supervise;

namespace {

ImageVersion image(const std::string& id) {
  return {"img:latest", id, "sha256:digest-of-" + id};
}

std::string superfluous(const Ledger& ledger, int keep) {
  std::string ids;
  for (const auto& one : superfluous_images(ledger, "web", keep)) ids += one.id + " ";
  return ids;
}

void run(Ledger& ledger, const std::string& service, const std::vector<std::string>& ids) {
  auto& record = ledger.of(service);
  for (const auto& id : ids) record.begin_run(image(id), 1);
}

}  // namespace

TEST_CASE("the newest images stay, each counted once, and the oldest go first", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path());
  run(ledger, "web", {"a", "b", "b", "c", "d", "c"});
  CHECK(superfluous(ledger, 2) == "a b ");
  CHECK(superfluous(ledger, 4).empty());
  CHECK(superfluous_images(ledger, "none", 1).empty());
}

TEST_CASE("what a rollback or another service needs is never superfluous", "[supervise]") {
  test::TempFolder folder;
  Ledger ledger(folder.path());
  run(ledger, "web", {"a", "b", "c", "d", "e"});
  ledger.of("web").approve(image("a"), 5);
  ledger.of("web").approve(image("b"), 5);
  run(ledger, "api", {"c"});
  CHECK(superfluous(ledger, 1) == "d ");
}
