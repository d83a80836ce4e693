#include "export/export.h"

#include "config/descriptor.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::exporting;

namespace {

service::Spec spec(const std::string& text, const std::string& name = "web") {
  auto reading = config::read_descriptor("/etc/berth/services/" + name + ".yaml", name, text, {}, {});
  for (const auto& problem : reading.problems) FAIL(config::one_line(problem));
  return reading.spec;
}

Surroundings nothing_there() {
  return {{}, [](const std::string&) { return false; }};
}

const std::string web = R"(
Unit: { Description: 100% web, After: db.service, Wants: db.service }
Container:
  Image: nginx
  Environment: { GREETING: "it costs $5" }
  PublishPort: ["80-81:80-81", "127.0.0.1:443:443/udp"]
  Config: conf.d:/etc/nginx
  ReloadCmd: nginx -s reload
Service: { Restart: on-failure }
Install: { WantedBy: multi-user.target }
)";

}  // namespace

TEST_CASE("a unit is as people write it by hand", "[export]") {
  auto all = export_services({spec(web)}, Form::unit, nothing_there());
  REQUIRE(all.size() == 1);
  CHECK(all[0].file_name == "web.service");
  CHECK(all[0].has_secrets);
  CHECK(all[0].not_carried == 0);
  CHECK(all[0].text == R"(# From /etc/berth/services/web.yaml, by berthctl export.
# the output goes to the journal alone, not to /root/var/log/web.log

[Unit]
Description=100%% web
Requires=docker.service
After=docker.service
After=db.service
Wants=db.service

[Service]
ExecStartPre=-docker pull nginx:latest
ExecStartPre=-docker stop web
ExecStartPre=-docker rm web
ExecStart=docker run --rm --name web \
    --env "GREETING=it costs $$5" \
    --mount type=bind,source=/root/web/conf.d,target=/etc/nginx,readonly \
    --publish 80-81:80-81 \
    --publish 127.0.0.1:443:443/udp \
    nginx:latest
ExecReload=docker exec web nginx -s reload
ExecStop=docker stop web
Restart=on-failure
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
)");
}

TEST_CASE("a Quadlet has Podman's keys", "[export]") {
  auto all = export_services({spec(web)}, Form::quadlet, nothing_there());
  REQUIRE(all.size() == 1);
  CHECK(all[0].file_name == "web.container");
  CHECK_THAT(all[0].text, ContainsSubstring(R"([Container]
ContainerName=web
Image=docker.io/library/nginx:latest
Pull=newer
Environment="GREETING=it costs $$5"
Mount=type=bind,source=/root/web/conf.d,target=/etc/nginx,readonly
PublishPort=80-81:80-81
PublishPort=127.0.0.1:443:443/udp

[Service]
Restart=on-failure
TimeoutStartSec=infinity
ExecReload=podman exec web nginx -s reload
)"));
}

TEST_CASE("a Compose file has all services, and which waits for which", "[export]") {
  auto db =
      spec("Container: { Image: db, Notify: healthy, HealthCmd: ok, Volume: \"data:/data\", Network: inner }\n", "db");
  auto all = export_services({spec(web), db}, Form::compose, nothing_there());
  REQUIRE(all.size() == 1);
  CHECK(all[0].file_name == "compose.yaml");
  const auto& text = all[0].text;
  CHECK_THAT(text, ContainsSubstring(R"(    environment:
      "GREETING": "it costs $$5"
)"));
  CHECK_THAT(text, ContainsSubstring("      \"db\": {condition: service_healthy}\n"));
  CHECK_THAT(text, ContainsSubstring("      test: [\"CMD-SHELL\", \"ok\"]\n"));
  CHECK_THAT(text, ContainsSubstring("volumes:\n  \"data\":\n    name: \"data\"\n"));
  CHECK_THAT(text, ContainsSubstring("    name: \"inner\"\n    external: true\n"));
  CHECK_THAT(text,
             ContainsSubstring("# web: not carried: ReloadCmd, ReloadSignal: use docker compose exec and kill\n"));
}

TEST_CASE("a job has its timer beside it", "[export]") {
  auto job = spec("Container: { Image: app }\nSchedule: { Every: 1h, RunAtStartup: yes }\n", "night");
  auto all = export_services({job}, Form::unit, nothing_there());
  REQUIRE(all.size() == 2);
  CHECK(all[1].file_name == "night.timer");
  CHECK_THAT(all[1].text, ContainsSubstring("[Timer]\nOnActiveSec=1h\nOnUnitActiveSec=1h\nOnStartupSec=0\n"));
}

TEST_CASE("what may be missing is told where the form would fail without it", "[export]") {
  auto one = spec("Container:\n  Image: app\n  EnvironmentFile: -none.env\n  AddDevice: -/dev/none\n");
  auto unit = export_services({one}, Form::unit, nothing_there()).front();
  CHECK(unit.not_carried == 2);
  CHECK_THAT(unit.text, ContainsSubstring("# not carried: --env-file /root/web/none.env: docker run fails"));
  auto compose = export_services({one}, Form::compose, nothing_there()).front();
  CHECK_THAT(compose.text, ContainsSubstring("- {path: \"/root/web/none.env\", required: false}\n"));
}

TEST_CASE("a value of an environment is in no comment", "[export]") {
  auto one = spec(
      "Container:\n  Image: app\n  Environment: { A: verysecret }\n  Notify: container\nUpdate: { Rollback: never }\n");
  for (auto form : {Form::unit, Form::quadlet, Form::compose}) {
    auto text = export_services({one}, form, nothing_there()).front().text;
    for (std::size_t at = text.find("verysecret"); at != std::string::npos; at = text.find("verysecret", at + 1))
      CHECK(text[text.rfind('\n', at) + 1] != '#');
  }
}

TEST_CASE("what Podman has no word for is told, and what has another word gets it", "[export]") {
  auto one = spec(R"(Container:
  Image: team/app:1
  GPUs: [all, '"device=0,1"', "count=2"]
  Volume: "/etc:/etc2:ro,consistent"
  Mount: ["type=volume,source=data,target=/a,volume-nocopy", "type=volume,source=nfs,target=/b,volume-driver=nfs"]
  Tmpfs: /run:uid=5,size=1m
  Network: side
  LogDriver: local
  Exec: ["", "$x", ""]
  ReloadSignal: HUP
  EnvironmentFile: /etc/two words
  ReadOnly: yes
  HealthCmd: [curl, -f, "http://localhost/?a=$b"]
)");
  auto all = export_services({one, spec("Container: { Image: app, Network: side }\n", "other")}, Form::quadlet,
                             {{}, [](const std::string&) { return true; }});
  REQUIRE(all.size() == 3);
  const auto& text = all[0].text;
  for (const auto* line :
       {"Image=docker.io/team/app:1", "Network=side.network", "Volume=/etc:/etc2:ro", "Volume=data:/a:nocopy",
        "Mount=type=volume,source=nfs,target=/b", "Tmpfs=/run:size=1m", "AddDevice=nvidia.com/gpu=all",
        "AddDevice=nvidia.com/gpu=0", "AddDevice=nvidia.com/gpu=1", "Exec=${EMPTY} $$x ${EMPTY}",
        R"(HealthCmd=["curl","-f","http://localhost/?a=$$b"])", "ReadOnly=true", "ReadOnlyTmpfs=false",
        R"(EnvironmentFile="/etc/two words")", "Environment=EMPTY=", "ExecReload=podman kill --signal SIGHUP web"})
    CHECK_THAT(text, ContainsSubstring(fmt::format("\n{}\n", line)));
  for (const auto* note : {"LogDriver: local: Podman has", "GPUs: 2: Podman is", "Volume of /etc2: consistent: Podman",
                           "Tmpfs /run: uid=5: Podman refuses", "Mount: volume-driver of /b: Podman has"})
    CHECK_THAT(text, ContainsSubstring(fmt::format("# not carried: {}", note)));
  CHECK(all[0].not_carried == 5);
  CHECK(all[1].not_carried == 0);
  CHECK(all[1].text.find("EMPTY") == std::string::npos);
  CHECK(all[2].file_name == "side.network");
  CHECK(all[2].text == "[Network]\nNetworkName=side\n");
}
