#include "docker/limits_body.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/catch.h"

using namespace berth;
namespace json = boost::json;

namespace {

std::string host(const service::Container& spec, std::string_view key) {
  json::object host;
  docker::put_limits(host, spec);
  const auto* value = host.if_contains(key);
  return value == nullptr ? "absent" : json::serialize(*value);
}

}  // namespace

TEST_CASE("of limits that nobody set the engine hears nothing", "[docker]") {
  json::object host;
  docker::put_limits(host, {});
  CHECK(host.empty());
}

TEST_CASE("limits of the kernel are given one by one", "[docker]") {
  service::Container spec;
  spec.shm_size = 128u << 20;
  spec.memory_swap = -1;
  spec.ulimits = {{"nofile", 1024, 4096}, {"memlock", -1, -1}};
  spec.sysctls = {{"net.core.somaxconn", "1024"}};
  CHECK(host(spec, "ShmSize") == "134217728");
  CHECK(host(spec, "MemorySwap") == "-1");
  CHECK(host(spec, "Ulimits") ==
        R"([{"Name":"nofile","Soft":1024,"Hard":4096},{"Name":"memlock","Soft":-1,"Hard":-1}])");
  CHECK(host(spec, "Sysctls") == R"({"net.core.somaxconn":"1024"})");
}

TEST_CASE("devices and GPUs are asked for as docker run asks for them", "[docker]") {
  service::Container spec;
  spec.devices = {{"/dev/sda", "/dev/xvda", "r", false, {}}};
  spec.gpus.resize(2);
  spec.gpus[0].count = -1;
  spec.gpus[1].driver = "nvidia";
  spec.gpus[1].device_ids = {"0", "1"};
  spec.gpus[1].capabilities = {"compute", "gpu"};
  spec.gpus[1].options = {{"visible", "yes"}};
  CHECK(host(spec, "Devices") ==
        R"([{"PathOnHost":"/dev/sda","PathInContainer":"/dev/xvda","CgroupPermissions":"r"}])");
  CHECK(host(spec, "DeviceRequests") ==
        R"([{"Count":-1,"Capabilities":[["gpu"]]},{"Driver":"nvidia","DeviceIDs":["0","1"],)"
        R"("Capabilities":[["compute","gpu"]],"Options":{"visible":"yes"}}])");
}

TEST_CASE("a seccomp profile goes with its text, and unmasked system paths as empty lists", "[docker]") {
  service::Container spec;
  spec.security_options = {"apparmor=unconfined", "systempaths=unconfined", "no-new-privileges"};
  spec.seccomp = service::SeccompProfile{{"/root/tight.json"}, "{ \"a\": [] }\n", {}};
  CHECK(host(spec, "SecurityOpt") == R"(["apparmor=unconfined","no-new-privileges","seccomp={\"a\":[]}"])");
  CHECK(host(spec, "MaskedPaths") == "[]");
  CHECK(host(spec, "ReadonlyPaths") == "[]");
  spec.security_options = {"no-new-privileges"};
  spec.seccomp->text = "{ no JSON";
  CHECK(host(spec, "SecurityOpt") == R"(["no-new-privileges","seccomp={ no JSON"])");
  CHECK(host(spec, "MaskedPaths") == "absent");
}
