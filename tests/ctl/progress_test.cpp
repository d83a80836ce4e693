#include "ctl/progress.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("a line of progress fits the terminal, whatever is in it", "[ctl]") {
  CHECK(ctl::fit("pulling web: 43 %", 80) == "pulling web: 43 %");
  CHECK(ctl::fit("pulling", 7) == "pulling");
  CHECK(ctl::fit("pulling", 6) == "pulli…");
  CHECK(ctl::fit("äöüäöü", 6) == "äöüäöü");
  CHECK(ctl::fit("äöüäöüä", 6) == "äöüäö…");
  CHECK(ctl::fit("a\nb", 80) == "a\\x0ab");
  CHECK(ctl::fit("", 80) == "");
}
