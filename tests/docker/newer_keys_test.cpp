#include "docker/newer_keys.h"

#include "support/catch.h"

using namespace berth;
using namespace std::chrono_literals;

TEST_CASE("a key that the engine is too old for is told, with what it needs", "[docker]") {
  service::Container spec;
  CHECK(docker::too_new_for("1.41", spec).empty());
  spec.health = service::HealthCheck{};
  CHECK(docker::too_new_for("1.41", spec).empty());
  spec.health->start_interval = 1s;
  CHECK(docker::too_new_for("1.43", spec) ==
        std::vector<std::string>{"HealthStartInterval needs Docker 25 (API 1.44), and this engine speaks API 1.43: "
                                 "it is left out"});
  CHECK(docker::too_new_for("1.44", spec).empty());
  CHECK(docker::too_new_for("1.100", spec).empty());
}
