#include "ctl/pull.h"

#include "support/catch.h"

using namespace berth;

namespace {

const std::string ones = "sha256:" + std::string(64, '1');
const std::string twos = "sha256:" + std::string(64, '2');

ctl::Properties running(const std::string& digest) {
  return {{"ActiveState", std::string("active")}, {"Digest", digest}};
}

}  // namespace

TEST_CASE("a pull says what becomes of the image", "[ctl]") {
  CHECK(ctl::pulled_text("web", ones, running(ones)) == "web: 111111111111; it runs already");
  CHECK(ctl::pulled_text("web", twos, running(ones)) == "web: 222222222222; berthctl restart web takes it");
  CHECK(ctl::pulled_text("web", twos, {{"ActiveState", std::string("inactive")}}) ==
        "web: 222222222222; the next start takes it");
  auto bad = running(ones);
  bad["Quarantine"] = twos;
  CHECK(ctl::pulled_text("web", twos, bad) ==
        "web: 222222222222; it is in quarantine, and not started: berthctl history web");
}

TEST_CASE("a pull of a project has no digest to tell", "[ctl]") {
  auto project = running("");
  project["Project"] = std::string("shop");
  CHECK(ctl::pulled_text("shop", "", project) == "shop: its images; berthctl restart shop takes them");
}
