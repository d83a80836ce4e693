#include "supervise/claims.h"

#include "support/catch.h"

using berth::supervise::Claims;

TEST_CASE("the first by name has what several want, whoever asks first", "[supervise]") {
  Claims claims;
  claims.set("web", {"container proxy"});
  CHECK(claims.first("container proxy") == "web");
  claims.set("api", {"container proxy", "project shop"});
  CHECK(claims.first("container proxy") == "api");
  CHECK(claims.first("project shop") == "api");
}

TEST_CASE("what is wanted no more goes to the next, or to nobody", "[supervise]") {
  Claims claims;
  claims.set("api", {"container proxy"});
  claims.set("web", {"container proxy"});
  claims.set("api", {"container api"});
  CHECK(claims.first("container proxy") == "web");
  claims.set("web", {});
  CHECK(claims.first("container proxy").empty());
  claims.clear();
  CHECK(claims.first("container api").empty());
}
