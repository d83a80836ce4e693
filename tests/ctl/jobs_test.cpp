#include "ctl/jobs.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("the reason of a refused restart is found in what berthd says of the service", "[ctl]") {
  CHECK(ctl::refusal_in("running web (sha256:0123); the restart is refused: pull web: no such image") ==
        "pull web: no such image");
  CHECK(ctl::refusal_in("running web; the last restart was refused: no such file: the restart is refused: x") ==
        "no such file: the restart is refused: x");
  CHECK(ctl::refusal_in("looking for the container").empty());
}
