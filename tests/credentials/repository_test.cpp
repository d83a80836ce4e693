#include "credentials/repository.h"

#include "support/catch.h"

using berth::credentials::Repository;

TEST_CASE("a repository is its registry's host and the path there", "[credentials]") {
  Repository own("registry:5000", "registry:5000/team/web");
  CHECK(own.host() == "registry:5000");
  CHECK(own.path() == "team/web");
  for (auto written : {"nginx", "docker.io/nginx", "library/nginx", "docker.io/library/nginx"}) {
    INFO(written);
    Repository hub("docker.io", written);
    CHECK(hub.host() == "docker.io");
    CHECK(hub.path() == "library/nginx");
  }
  CHECK(Repository("index.docker.io", "index.docker.io/team/web").host() == "docker.io");
  CHECK(Repository("index.docker.io", "index.docker.io/team/web").path() == "team/web");
}

TEST_CASE("Docker Hub's address is Docker's own name for it, any other's is its host", "[credentials]") {
  CHECK(Repository("docker.io", "nginx").server_address() == "https://index.docker.io/v1/");
  CHECK(Repository("registry:5000", "registry:5000/web").server_address() == "registry:5000");
}

TEST_CASE("a key means a registry with and without scheme and version", "[credentials]") {
  Repository own("registry:5000", "registry:5000/team/web");
  for (auto key : {"registry:5000", "registry:5000/", "https://registry:5000", "http://registry:5000/",
                   "https://registry:5000/v1/", "https://registry:5000/v2/", "registry:5000/v1/", "registry:5000/v2",
                   "https://registry:5000/anything/at/all"}) {
    INFO(key);
    CHECK(own.closeness(key) > 0);
  }
  for (auto key : {"", "registry", "registry:500", "registry:50000", "https://", "ftp://registry:5000",
                   "other/registry:5000", "registry:5000.example", "docker.io", "/", "//registry:5000"}) {
    INFO(key);
    CHECK(own.closeness(key) == 0);
  }
}

TEST_CASE("Docker Hub has several names in files", "[credentials]") {
  Repository hub("docker.io", "nginx");
  for (auto key : {"https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io",
                   "https://index.docker.io/v2/", "docker.io/library", "docker.io/library/nginx"}) {
    INFO(key);
    CHECK(hub.closeness(key) > 0);
  }
  CHECK(hub.closeness("hub.docker.io") == 0);
  CHECK(hub.closeness("docker.io/nginx") == 0);
}

TEST_CASE("the longest path that leads to the repository is the closest key, then Docker's own", "[credentials]") {
  Repository own("registry:5000", "registry:5000/team/web/api");
  auto whole = own.closeness("registry:5000");
  CHECK(own.closeness("https://registry:5000") < whole);
  CHECK(whole < own.closeness("registry:5000/team"));
  CHECK(own.closeness("registry:5000/team") < own.closeness("registry:5000/team/web/"));
  CHECK(own.closeness("registry:5000/team/web") < own.closeness("registry:5000/team/web/api"));
  for (auto key : {"registry:5000/te", "registry:5000/team/we", "registry:5000/web", "registry:5000/team/web/api/x"}) {
    INFO(key);
    CHECK(own.closeness(key) == 0);
  }
  Repository hub("docker.io", "team/web");
  CHECK(hub.closeness("docker.io") < hub.closeness("https://index.docker.io/v1/"));
  CHECK(hub.closeness("index.docker.io") < hub.closeness("docker.io"));
}
