#include "supervise/claims.h"

#include "support/catch.h"

using berth::supervise::Claims;

TEST_CASE("the first by name has what several want, whoever asks first", "[supervise]") {
  Claims claims;
  claims.set("web", {{"container proxy"}});
  CHECK(claims.holder("container proxy") == "web");
  claims.set("api", {{"container proxy"}, {"project shop"}});
  CHECK(claims.holder("container proxy") == "api");
  CHECK(claims.holder("project shop") == "api");
}

TEST_CASE("whose own name it is has it before all others", "[supervise]") {
  Claims claims;
  claims.set("api", {{"container web"}});
  claims.set("web", {{"container web", true}});
  CHECK(claims.holder("container web") == "web");
  claims.set("web", {{"container other"}});
  CHECK(claims.holder("container web") == "api");
}

TEST_CASE("what is wanted no more goes to the next, or to nobody", "[supervise]") {
  Claims claims;
  claims.set("api", {{"container proxy"}});
  claims.set("web", {{"container proxy"}});
  claims.set("api", {{"container api", true}});
  CHECK(claims.holder("container proxy") == "web");
  claims.set("web", {});
  CHECK(claims.holder("container proxy").empty());
  claims.clear();
  CHECK(claims.holder("container api").empty());
}
