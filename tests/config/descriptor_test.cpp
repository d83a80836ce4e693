#include "config/descriptor.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

TEST_CASE("an unknown key is named with its place and what was probably meant", "[config]") {
  auto r = read_descriptor("m.yaml", "museum", "Container:\n  Imgae: x\n", {}, {});
  REQUIRE(r.problems.size() == 1);
  CHECK(one_line(r.problems[0]) == "m.yaml:2:3: unknown key \"Imgae\" in Container (did you mean \"Image\"?)");
}

TEST_CASE("an AuthFile is the service's own, else the common one, else where the service's own should be", "[config]") {
  test::TempFolder root;
  auto auth_file = [&] {
    auto text = "Container: {Image: nginx, AuthFile: auth.json}";
    return read_descriptor("m.yaml", "museum", text, {root.path(), "/root/var/log"}, {}).spec.container.auth_file;
  };
  CHECK(auth_file() == root.path("museum/auth.json"));
  root.write("auth.json", "{}");
  CHECK(auth_file() == root.path("auth.json"));
  root.write("museum/auth.json", "{}");
  CHECK(auth_file() == root.path("museum/auth.json"));
}
