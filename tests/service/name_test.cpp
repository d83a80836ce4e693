#include "service/name.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("names that systemd takes and that stay in their folder are accepted", "[service]") {
  for (auto good : {"museum", "museum.nginx", "copycat-db", "worker@1", "9p", "a_b"}) {
    INFO(good);
    CHECK(service::check_name(good));
  }
  for (auto bad : {"", ".hidden", "..", "a/b", "a b", "-x", "@x", "a@b@c", "a\n", "über", "web.service"}) {
    INFO(bad);
    CHECK_FALSE(service::check_name(bad));
  }
  CHECK(service::check_name(std::string(64, 'x')));
  CHECK_FALSE(service::check_name(std::string(65, 'x')));
}

TEST_CASE("unit names are service names with a suffix", "[service]") {
  CHECK(service::unit_name("museum") == "museum.service");
  CHECK(*service::name_of_unit("museum.nginx.service") == "museum.nginx");
  CHECK(service::timer_name("museum") == "museum.timer");
  CHECK(*service::name_of_unit("museum.timer") == "museum");
  CHECK_FALSE(service::name_of_unit("docker.socket"));
  CHECK_FALSE(service::name_of_unit(".service"));
}
