#include "docker/mounts_body.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/catch.h"

using namespace berth;
namespace json = boost::json;

namespace {

std::string mounts_of(const service::SpelledMount& mount) {
  service::Container spec;
  spec.spelled_mounts = {mount};
  json::object host;
  docker::put_mounts(host, spec);
  CHECK_FALSE(host.contains("Binds"));
  return json::serialize(host.at("Mounts"));
}

std::string normal(const std::string& text) {
  return json::serialize(json::parse(text));
}

}  // namespace

TEST_CASE("a bind with its properties is said as docker run --mount says it", "[docker]") {
  service::SpelledMount mount;
  mount.type = "bind";
  mount.source = "/srv";
  mount.target = "/data";
  CHECK(mounts_of(mount) == normal(R"([{"Type":"bind","Target":"/data","Source":"/srv"}])"));
  mount.read_only = true;
  mount.consistency = "cached";
  mount.propagation = "rslave";
  mount.non_recursive = true;
  CHECK(mounts_of(mount) ==
        normal(R"([{"Type":"bind","Target":"/data","Source":"/srv","ReadOnly":true,"Consistency":"cached",
                    "BindOptions":{"Propagation":"rslave","NonRecursive":true}}])"));
}

TEST_CASE("a volume carries its driver, its options and its labels", "[docker]") {
  service::SpelledMount mount;
  mount.source = "nfs";
  mount.target = "/data";
  mount.no_copy = true;
  mount.driver = "local";
  mount.driver_options = {{"type", "nfs"}, {"o", "addr=10.0.0.1,rw"}};
  mount.labels = {{"team", "a"}};
  CHECK(mounts_of(mount) == normal(R"([{"Type":"volume","Target":"/data","Source":"nfs","VolumeOptions":{"NoCopy":true,
                    "Labels":{"team":"a"},"DriverConfig":{"Name":"local",
                    "Options":{"type":"nfs","o":"addr=10.0.0.1,rw"}}}}])"));
}

TEST_CASE("a tmpfs has its size in bytes and its mode as a number", "[docker]") {
  service::SpelledMount mount;
  mount.type = "tmpfs";
  mount.target = "/run";
  mount.tmpfs_size = 64u << 20;
  mount.tmpfs_mode = 01777;
  CHECK(mounts_of(mount) ==
        normal(R"([{"Type":"tmpfs","Target":"/run","TmpfsOptions":{"SizeBytes":67108864,"Mode":1023}}])"));
}
