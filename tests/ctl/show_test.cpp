#include "ctl/show.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("digests are short, and a missing one is a dash", "[ctl]") {
  CHECK(ctl::short_digest("sha256:0123456789abcdef") == "0123456789ab");
  CHECK(ctl::short_digest("") == "-");
}

TEST_CASE("a word is found as a whole", "[ctl]") {
  CHECK(ctl::has_word("one two", "two"));
  CHECK_FALSE(ctl::has_word("one two", "tw"));
  CHECK_FALSE(ctl::has_word("", "one"));
}

TEST_CASE("columns are as wide as their widest cell, by what a terminal shows of it", "[ctl]") {
  CHECK(ctl::table({{"A", "B", "C"}, {"ü…", "x", "last"}, {"abc", "", ""}}) == "A    B  C\nü…   x  last\nabc\n");
}
