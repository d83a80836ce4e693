#include "config/descriptor.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::config;

TEST_CASE("an unknown key is named with its place and what was probably meant", "[config]") {
  auto r = read_descriptor("m.yaml", "museum", "Container:\n  Imgae: x\n", {}, {});
  REQUIRE(r.problems.size() == 1);
  CHECK(one_line(r.problems[0]) == "m.yaml:2:3: unknown key \"Imgae\" in Container (did you mean \"Image\"?)");
}
