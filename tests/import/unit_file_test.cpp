#include "import/unit_file.h"

#include "support/catch.h"

using namespace berth::importing;

namespace {

UnitFile read(std::string_view text) {
  auto file = read_unit_file("x.service", text);
  REQUIRE(file.has_value());
  return *file;
}

}  // namespace

TEST_CASE("lines are continued over comments, and by an odd number of backslashes only", "[import]") {
  auto file = read("[A]\nK=one \\\n# not this\n  two \\\\\nL=\\\\\\\nx\r\n");
  CHECK(file.last("A", "K") == "one    two \\\\");
  CHECK(file.last("A", "L") == "\\\\ x");
}

TEST_CASE("an empty assignment takes back those before it", "[import]") {
  auto file = read("[A]\nK=1\nK=2\nK=\nK=3\n[B]\nK=4\n[A]\nK = 5 \n");
  CHECK(file.values("A", "K") == std::vector<std::string>{"3", "5"});
  CHECK(file.values("B", "K") == std::vector<std::string>{"4"});
}

TEST_CASE("what systemd ignores is told with its line", "[import]") {
  auto file = read("\xef\xbb\xbfK=1\n[A]\nnothing\n");
  CHECK(file.ignored ==
        std::vector<std::string>{"x.service:1: an assignment before any section", "x.service:3: a line without ="});
}

TEST_CASE("a section that is not closed is an error", "[import]") {
  CHECK(read_unit_file("x.service", "[A\n").has_error());
  CHECK(read_unit_file("x.service", "[]\n").has_error());
}
