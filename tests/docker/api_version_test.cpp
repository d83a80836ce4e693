#include "docker/api_version.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("the version is the newest that both sides know", "[docker]") {
  CHECK(*docker::agree_on_version("1.41", "1.12") == "1.41");
  CHECK(*docker::agree_on_version("1.43", "") == "1.43");
  CHECK(*docker::agree_on_version("1.52", "1.44") == "1.47");
}

TEST_CASE("versions are compared by their numbers", "[docker]") {
  CHECK(docker::is_older("1.9", "1.41"));
  CHECK(docker::is_older("1.41", "2.0"));
  CHECK_FALSE(docker::is_older("1.44", "1.44"));
  CHECK_FALSE(docker::is_older("1.100", "1.44"));
  CHECK(docker::is_older("", "1.41"));
}

TEST_CASE("an engine that is too old, too new or not one is refused", "[docker]") {
  CHECK(docker::agree_on_version("1.40", "1.12").error().text ==
        "the Docker engine speaks API 1.40, too old: 1.41 (Docker 20.10) is needed");
  CHECK(docker::agree_on_version("1.9", "1.1").error().kind == ErrorKind::invalid);
  CHECK_THAT(docker::agree_on_version("1.60", "1.48").error().text, ContainsSubstring("too new"));
  for (const char* version : {"", "1", "1.x", "1.-2", "v1.43", "1.43.1"})
    CHECK(docker::agree_on_version(version, "").error().kind == ErrorKind::protocol);
}
