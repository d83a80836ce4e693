#include "config/problem.h"

#include "support/catch.h"

using namespace berth::config;

TEST_CASE("a problem is one line that a person can act on", "[config]") {
  CHECK(one_line({"/etc/berth/services/museum.yaml", {4, 5}, "unknown key \"Imgae\" in Container", "Image"}) ==
        "/etc/berth/services/museum.yaml:4:5: unknown key \"Imgae\" in Container (did you mean \"Image\"?)");
  CHECK(one_line({"a.env", {3, 0}, "bad", ""}) == "a.env:3: bad");
  CHECK(one_line({"a.yaml", {}, "bad", ""}) == "a.yaml: bad");
}

TEST_CASE("the long form shows the line and a caret below the character", "[config]") {
  CHECK(with_source({"x", {2, 3}, "bad", ""}, "one\ntwo\n") == "x:2:3: bad\n  two\n    ^\n");
  CHECK(with_source({"x", {1, 5}, "bad", ""}, "größe: 3") == "x:1:5: bad\n  größe: 3\n      ^\n");
  CHECK(with_source({"x", {9, 1}, "bad", ""}, "one") == "x:9:1: bad\n  \n  ^\n");
  CHECK(with_source({"x", {1, 0}, "bad", ""}, "one") == "x:1: bad\n");
  auto shown = with_source({"x", {1, 5000}, "bad", ""}, std::string(100'000, 'y'));
  CHECK(shown.size() < 500);
}
