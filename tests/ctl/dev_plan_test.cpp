#include "ctl/dev_plan.h"

#include "support/catch.h"

using namespace berth;

namespace {

using Words = std::vector<std::string>;

service::Spec museum() {
  service::Spec spec;
  spec.name = "museum";
  spec.container.image = "museum:latest";
  return spec;
}

}  // namespace

TEST_CASE("what dev runs is what was typed, else the descriptor's command, else nothing", "[ctl]") {
  auto spec = museum();
  CHECK(ctl::plan_dev(spec, {}, {}, {}).error().text.find("behind --") != std::string::npos);
  CHECK(ctl::plan_dev(spec, {}, {"./museum", "-v"}, {})->command == Words{"./museum", "-v"});
  spec.container.exec = {"serve"};
  spec.container.entrypoint = Words{"/museum", "--quiet"};
  spec.container.working_dir = "/srv";
  auto own = ctl::plan_dev(spec, {}, {}, {});
  CHECK(own->command == Words{"/museum", "--quiet", "serve"});
  CHECK(own->folder == "/srv");
  CHECK(ctl::plan_dev(spec, {}, {"./museum"}, {})->folder.empty());
}

TEST_CASE("dev gives a program its own environment, and of ours what a terminal needs", "[ctl]") {
  config::HostFiles files;
  files.environment = {"PORT=80", "LANG=C"};
  auto plan = ctl::plan_dev(museum(), files, {"x"}, {"PATH=/bin", "LANG=de", "AWS_SECRET=1", "HOME=/root"});
  CHECK(plan->environment == Words{"PORT=80", "LANG=C", "PATH=/bin", "HOME=/root"});
}

TEST_CASE("dev binds what Config names, and says which keys have no effect", "[ctl]") {
  auto spec = museum();
  config::HostFiles files;
  service::Mount config, volume;
  config.source = "/here/museum/a.conf";
  config.target = "/a.conf";
  volume.source = "/srv";
  volume.target = "/data";
  config.must_exist = config.read_only = true;
  files.mounts = spec.container.mounts = {config, volume};
  spec.container.ports.push_back({"", 80, 80});
  spec.container.stop_signal = "SIGINT";
  auto plan = ctl::plan_dev(spec, files, {"x"}, {});
  REQUIRE(plan->binds.size() == 1);
  CHECK(plan->binds[0].target == "/a.conf");
  CHECK(plan->left_out == Words{"Volume", "PublishPort"});
  spec.container.namespaces.pid = "host";
  spec.container.privileged = true;
  CHECK(ctl::plan_dev(spec, files, {"x"}, {})->left_out ==
        Words{"Volume", "PublishPort", "PidMode, IpcMode, UTSMode, UserNS and CgroupnsMode", "Privileged"});
  CHECK(plan->stop_signal == "SIGINT");
  ctl::look_beside(spec, "/here");
  CHECK(spec.container.mounts[0].otherwise == "/here/a.conf");
  CHECK(spec.container.mounts[1].otherwise.empty());
}

TEST_CASE("dev runs a process's own command line", "[ctl]") {
  auto spec = museum();
  spec.process.emplace();
  spec.process->exec = "-/usr/bin/exporter --path '/a b'";
  CHECK(ctl::plan_dev(spec, {}, {}, {})->command == Words{"/usr/bin/exporter", "--path", "/a b"});
  CHECK(ctl::plan_dev(spec, {}, {}, {})->left_out.empty());
  spec.process->user = "www";
  spec.process->pre_runs = {"/bin/true"};
  CHECK(ctl::plan_dev(spec, {}, {}, {})->left_out == Words{"User", "PreRun"});
}
