#include "docker/create_body.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/catch.h"

using namespace berth;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

json::object body_of(const docker::ContainerOrder& order) {
  return json::parse(docker::create_body(order)).as_object();
}

json::object body_of(const service::Container& spec) {
  docker::ContainerOrder order;
  order.spec = spec;
  order.engine_log.kind = service::EngineLog::Kind::engines_own;
  return body_of(order);
}

// A member as JSON text; "absent" if it is not there, which lets the engine's default stand.
std::string shown(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? "absent" : json::serialize(*value);
}

std::string shown(const service::Container& spec, std::string_view key) {
  return shown(body_of(spec), key);
}

std::string host(const service::Container& spec, std::string_view key) {
  return shown(body_of(spec).at("HostConfig").as_object(), key);
}

}  // namespace

TEST_CASE("a container of which nothing is said gets the engine's defaults and no restarts", "[docker]") {
  service::Container spec;
  spec.image = "nginx:latest";
  CHECK(json::serialize(body_of(spec)) ==
        R"({"Image":"nginx:latest","AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"Tty":false,)"
        R"("OpenStdin":false,"StopTimeout":10,"HostConfig":{"RestartPolicy":{"Name":"no"},"AutoRemove":false}})");
}

TEST_CASE("image, environment and labels are those of the order", "[docker]") {
  docker::ContainerOrder order;
  order.spec.image = "nginx:latest";
  order.spec.environment = {{"NOT", "resolved"}};
  order.spec.labels = {{"theirs", "1"}, {"berth.service", "forged"}};
  order.image = "sha256:abc";
  order.environment = {"A=1", "B=x=\"y\"\n"};
  order.labels = {{"berth.service", "web"}};
  auto body = body_of(order);
  CHECK(shown(body, "Image") == R"("sha256:abc")");
  CHECK(shown(body, "Env") == R"(["A=1","B=x=\"y\"\n"])");
  CHECK(shown(body, "Labels") == R"({"theirs":"1","berth.service":"web"})");
}

TEST_CASE("what runs inside is said as docker run says it", "[docker]") {
  service::Container spec;
  spec.exec = {"serve", "--all"};
  spec.working_dir = "/srv";
  spec.user = "1000:1000";
  spec.host_name = "web";
  spec.domain_name = "example.org";
  CHECK(shown(spec, "Cmd") == R"(["serve","--all"])");
  CHECK(shown(spec, "WorkingDir") == R"("/srv")");
  CHECK(shown(spec, "User") == R"("1000:1000")");
  CHECK(shown(spec, "Hostname") == R"("web")");
  CHECK(shown(spec, "Domainname") == R"("example.org")");
  CHECK(shown(spec, "Entrypoint") == "absent");
  spec.entrypoint = {"/entry", "-x"};
  CHECK(shown(spec, "Entrypoint") == R"(["/entry","-x"])");
  spec.entrypoint.emplace();
  CHECK(shown(spec, "Entrypoint") == R"([""])");
}

TEST_CASE("ports are exposed and bound", "[docker]") {
  service::Container spec;
  spec.ports = {{"", 8080, 80, "tcp"}, {"127.0.0.1", 8081, 80, "tcp"}, {"", 0, 53, "udp"}};
  CHECK(shown(spec, "ExposedPorts") == R"({"80/tcp":{},"53/udp":{}})");
  CHECK(host(spec, "PortBindings") ==
        R"({"80/tcp":[{"HostIp":"","HostPort":"8080"},{"HostIp":"127.0.0.1","HostPort":"8081"}],)"
        R"("53/udp":[{"HostIp":"","HostPort":""}]})");
}

TEST_CASE("volumes are binds, as with docker run -v", "[docker]") {
  service::Container spec;
  spec.mounts = {{"/srv/data", "/data", false, "", false, {}, {}},
                 {"cache", "/cache", true, "", false, {}, {}},
                 {"/etc/x", "/x", true, "z,rslave", false, {}, {}}};
  CHECK(host(spec, "Binds") == R"(["/srv/data:/data","cache:/cache:ro","/etc/x:/x:ro,z,rslave"])");
  CHECK(host(spec, "Mounts") == "absent");
}

TEST_CASE("a source that must exist is a mount, which the engine never creates", "[docker]") {
  service::Container spec;
  spec.mounts = {{"/etc/app.conf", "/app.conf", true, "", true, {}, {}},
                 {"/srv", "/srv", false, "rslave", true, {}, {}}};
  CHECK(host(spec, "Binds") == "absent");
  auto mounts = body_of(spec).at("HostConfig").at("Mounts");
  auto wanted = json::parse(R"([{"Type":"bind","Source":"/etc/app.conf","Target":"/app.conf","ReadOnly":true},
      {"Type":"bind","Source":"/srv","Target":"/srv","BindOptions":{"Propagation":"rslave"}}])");
  CHECK(json::serialize(mounts) == json::serialize(wanted));
  spec.mounts = {{"/etc/app.conf", "/app.conf", false, "Z", true, {}, {}}};  // mounts cannot say Z
  CHECK(host(spec, "Mounts") == "absent");
}

TEST_CASE("the container's surroundings are those of the descriptor", "[docker]") {
  service::Container spec;
  spec.tmpfs = {{"/run", "size=64m"}, {"/tmp", ""}};
  spec.networks = {{"host", {}, "", ""}};
  spec.add_hosts = {"gateway:host-gateway"};
  spec.add_capabilities = {"NET_ADMIN"};
  spec.drop_capabilities = {"ALL"};
  spec.read_only = true;
  CHECK(host(spec, "Tmpfs") == R"({"/run":"size=64m","/tmp":""})");
  CHECK(host(spec, "NetworkMode") == R"("host")");
  CHECK(host(spec, "ExtraHosts") == R"(["gateway:host-gateway"])");
  CHECK(host(spec, "CapAdd") == R"(["NET_ADMIN"])");
  CHECK(host(spec, "CapDrop") == R"(["ALL"])");
  CHECK(host(spec, "ReadonlyRootfs") == "true");
}

TEST_CASE("an init is asked for, or left to the engine's own setting", "[docker]") {
  service::Container spec;
  CHECK(host(spec, "Init") == "absent");
  spec.init = true;
  CHECK(host(spec, "Init") == "true");
}

TEST_CASE("limits are given in the engine's units", "[docker]") {
  service::Container spec;
  spec.memory = 512u << 20;
  spec.memory_reservation = 256u << 20;
  spec.cpus = 1.1;
  spec.pids_limit = 100;
  CHECK(host(spec, "Memory") == "536870912");
  CHECK(host(spec, "MemoryReservation") == "268435456");
  CHECK(host(spec, "NanoCpus") == "1100000000");
  CHECK(host(spec, "PidsLimit") == "100");
}

TEST_CASE("what is shared with the host or with another container has the engine's words", "[docker]") {
  service::Container spec;
  for (auto key :
       {"PidMode", "IpcMode", "UTSMode", "UsernsMode", "CgroupnsMode", "Privileged", "VolumesFrom", "Runtime",
        "CgroupParent", "CpuShares", "CpusetCpus", "CpusetMems", "OomScoreAdj", "DeviceCgroupRules"})
    CHECK(host(spec, key) == "absent");
  spec.namespaces = {"container:db", "shareable", "host", "host", "private"};
  spec.privileged = true;
  spec.volumes_from = {"db:ro"};
  spec.cpu_shares = 512;
  spec.oom_score_adj = -500;
  CHECK(host(spec, "PidMode") == R"("container:db")");
  CHECK(host(spec, "IpcMode") == R"("shareable")");
  CHECK(host(spec, "UTSMode") == R"("host")");
  CHECK(host(spec, "UsernsMode") == R"("host")");
  CHECK(host(spec, "CgroupnsMode") == R"("private")");
  CHECK(host(spec, "Privileged") == "true");
  CHECK(host(spec, "VolumesFrom") == R"(["db:ro"])");
  CHECK(host(spec, "CpuShares") == "512");
  CHECK(host(spec, "OomScoreAdj") == "-500");
}

TEST_CASE("stopping has its signal, and whole seconds that are never too few", "[docker]") {
  service::Container spec;
  spec.stop_signal = "SIGINT";
  spec.stop_timeout = 2500ms;
  CHECK(shown(spec, "StopSignal") == R"("SIGINT")");
  CHECK(shown(spec, "StopTimeout") == "3");
  spec.stop_timeout = Duration::max();
  CHECK(shown(spec, "StopTimeout") == "-1");
  spec.stop_timeout = 0s;
  CHECK(shown(spec, "StopTimeout") == "0");
}

TEST_CASE("the engine keeps a small log of its own, unless it is told otherwise", "[docker]") {
  docker::ContainerOrder order;
  auto log_config = [&order] { return shown(body_of(order).at("HostConfig").as_object(), "LogConfig"); };
  CHECK(log_config() == R"({"Type":"local","Config":{"max-size":"4m","max-file":"2","compress":"false"}})");
  order.engine_log.max_size = 100u << 10;
  CHECK(log_config() == R"({"Type":"local","Config":{"max-size":"100k","max-file":"2","compress":"false"}})");
  order.engine_log.max_size = 100'001;
  CHECK(log_config() == R"({"Type":"local","Config":{"max-size":"100001","max-file":"2","compress":"false"}})");
  order.engine_log.kind = service::EngineLog::Kind::none;
  CHECK(log_config() == R"({"Type":"none"})");
  order.engine_log.kind = service::EngineLog::Kind::engines_own;
  CHECK(log_config() == "absent");
}

TEST_CASE("log options are for the engine's own driver, whatever it would keep else", "[docker]") {
  docker::ContainerOrder order;
  order.spec.log_options = {{"max-size", "10m"}};
  for (auto kind : {service::EngineLog::Kind::local, service::EngineLog::Kind::none}) {
    order.engine_log.kind = kind;
    CHECK(shown(body_of(order).at("HostConfig").as_object(), "LogConfig") ==
          R"({"Type":"","Config":{"max-size":"10m"}})");
  }
}

TEST_CASE("the log driver stays the engine's own", "[docker]") {
  service::Container spec;
  CHECK(host(spec, "LogConfig") == "absent");
  spec.log_options = {{"max-size", "10m"}};
  CHECK(host(spec, "LogConfig") == R"({"Type":"","Config":{"max-size":"10m"}})");
}

TEST_CASE("a log driver that is named keeps the log, with its own options", "[docker]") {
  docker::ContainerOrder order;
  order.spec.log_driver = "json-file";
  auto log_config = [&order] { return shown(body_of(order).at("HostConfig").as_object(), "LogConfig"); };
  CHECK(log_config() == R"({"Type":"json-file","Config":{}})");
  order.spec.log_options = {{"max-size", "10m"}};
  CHECK(log_config() == R"({"Type":"json-file","Config":{"max-size":"10m"}})");
}

TEST_CASE("the parts of a body are in it", "[docker]") {
  service::Container spec;
  spec.groups = {"video", "44"};
  spec.networks = {{"back", {"api"}, "", ""}};
  CHECK(host(spec, "GroupAdd") == R"(["video","44"])");
  CHECK(shown(spec, "NetworkingConfig") == R"({"EndpointsConfig":{"back":{"Aliases":["api"]}}})");
}

TEST_CASE("a health check is timed in nanoseconds", "[docker]") {
  service::Container spec;
  service::HealthCheck health;
  health.test = {"CMD-SHELL", "curl -f localhost"};
  health.interval = 5s;
  health.timeout = 1500ms;
  health.start_period = 1min;
  health.start_interval = 2s;
  health.retries = 3;
  spec.health = health;
  CHECK(shown(spec, "Healthcheck") ==
        R"({"Test":["CMD-SHELL","curl -f localhost"],"Interval":5000000000,)"
        R"("Timeout":1500000000,"StartPeriod":60000000000,"StartInterval":2000000000,"Retries":3})");
  spec.health.emplace().test = {"NONE"};
  CHECK(shown(spec, "Healthcheck") == R"({"Test":["NONE"]})");
}
