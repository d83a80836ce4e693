#include "config/specifiers.h"

#include "support/catch.h"

using namespace berth::config;

TEST_CASE("specifiers are replaced as systemd does", "[config]") {
  Specifiers specifiers("a-worker@7", {"harbour", "machine", "boot", "6.1"});
  CHECK(*specifiers.expand("%n %N %p %i %j") == "a-worker@7.service a-worker@7 a-worker 7 worker");
  CHECK(*Specifiers("museum@srv-a", {}).expand("%i %I") == "srv-a srv/a");
  CHECK(*specifiers.expand("%H/%m/%b/%v 100%%") == "harbour/machine/boot/6.1 100%");
  CHECK(*specifiers.expand("%%n") == "%n");
  CHECK(*Specifiers("museum", {}).expand("<%i%j>") == "<museum>");
  for (auto bad : {"%", "%q", "hunter2%", "% "}) {
    INFO(bad);
    auto expanded = specifiers.expand(bad);
    REQUIRE_FALSE(expanded);
    CHECK_THAT(expanded.error().text, !ContainsSubstring("hunter2"));
  }
}

TEST_CASE("the facts of this host are found", "[config]") {
  auto facts = read_host_facts();
  CHECK_FALSE(facts.host_name.empty());
  CHECK_FALSE(facts.kernel.empty());
}
