#include "config/drop_ins.h"

#include <unistd.h>

#include <memory>

#include "config/descriptor.h"
#include "config/folder.h"
#include "config/show_spec.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

namespace {

using Lines = std::vector<std::string>;

struct Host {
  Host& write(const std::string& path, const std::string& text) {
    folder.write(path, text);
    return *this;
  }
  std::vector<std::string> directories() const { return {folder.path("etc"), folder.path("run"), folder.path("lib")}; }
  Reading read(const std::string& name = "museum") const {
    auto loaded = find_descriptor(directories(), name);
    REQUIRE(loaded);
    return read_descriptor(*loaded, {"/root", "/root/var/log"}, {"harbour", "", "", ""});
  }
  service::Container container(const std::string& name = "museum") const {
    auto reading = read(name);
    for (const auto& problem : reading.problems) FAIL_CHECK(one_line(problem));
    return reading.spec.container;
  }
  Lines problems() const {
    Lines all;
    for (const auto& problem : read().problems) all.push_back(one_line(problem).substr(folder.path().size() + 1));
    return all;
  }
  Lines drop_ins(const std::string& name = "museum") const {
    Lines all;
    for (const auto& one : read_drop_ins(drop_in_folders(directories(), name)))
      all.push_back(one.path.substr(folder.path().size() + 1));
    return all;
  }
  std::shared_ptr<test::TempFolder> owner = std::make_shared<test::TempFolder>();
  test::TempFolder& folder = *owner;
};

// A descriptor, and a drop-in with these lines in its section Container.
Host with(const std::string& base, const std::string& change) {
  Host host;
  host.write("etc/museum.yaml", "Container:\n  Image: nginx\n" + base);
  host.write("etc/museum.yaml.d/10.yaml", "Container:\n" + change);
  return host;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("a drop-in replaces a single value, and leaves the others as they are", "[config]") {
  auto host = with("  Memory: 1g\n  HostName: a\n", "  Image: caddy\n  HostName: b\n");
  CHECK(host.container().image == "caddy:latest");
  CHECK(host.container().host_name == "b");
  CHECK(host.container().memory == 1u << 30);
}

TEST_CASE("a drop-in adds to a list, and an empty value before it takes back what was there", "[config]") {
  CHECK(with("  AddHost: a:10.0.0.1\n", "  AddHost: b:10.0.0.2\n").container().add_hosts ==
        Lines{"a:10.0.0.1", "b:10.0.0.2"});
  CHECK(with("  DNS: [1.1.1.1]\n", "  DNS: [\"\", 9.9.9.9]\n").container().dns == Lines{"9.9.9.9"});
  for (auto nothing : {"", "[]", "\"\"", "~"}) {
    INFO(nothing);
    CHECK(with("  DNS: [1.1.1.1]\n", fmt::format("  DNS: {}\n", nothing)).container().dns.empty());
    CHECK(with("  HostName: a\n", fmt::format("  HostName: {}\n", nothing)).container().host_name.empty());
    CHECK(with("  Environment: {A: 1}\n", fmt::format("  Environment: {}\n", nothing)).container().environment.empty());
  }
}

TEST_CASE("variables of a drop-in are merged by their names, in whatever form either file has them", "[config]") {
  CHECK(with("  Environment: {A: 1, B: 2}\n", "  Environment: {B: 3, C: 4}\n").container().environment ==
        Pairs{{"A", "1"}, {"B", "3"}, {"C", "4"}});
  CHECK(with("  Environment: {A: 1, B: 2}\n", "  Environment: [B=3, C=4]\n").container().environment ==
        Pairs{{"A", "1"}, {"B", "3"}, {"C", "4"}});
  CHECK(with("  Environment: {A: 1, B: 2}\n", "  Environment: [\"\", C=4]\n").container().environment ==
        Pairs{{"C", "4"}});
  CHECK(with("  Environment: {A: 1, B: 2}\n", "  Environment: {A: }\n").container().environment == Pairs{{"B", "2"}});
}

TEST_CASE("a command line is one value: a drop-in replaces it as a whole", "[config]") {
  CHECK(with("  Exec: [serve, --slow]\n", "  Exec: [serve, --fast]\n").container().exec == Lines{"serve", "--fast"});
  CHECK(with("  Exec: serve --slow\n", "  Exec:\n").container().exec.empty());
  CHECK(with("  HealthCmd: [a]\n", "  HealthCmd: [b]\n").container().health->test == Lines{"CMD", "b"});
  CHECK_FALSE(with("  HealthCmd: [a]\n", "  HealthCmd: []\n").container().health);
}

TEST_CASE("a drop-in may name another network, of which there is but one", "[config]") {
  CHECK(with("  Network: one\n", "  Network: two\n").container().networks.at(0).name == "two");
  CHECK(with("  PublishPort: 80:80\n", "  Network: host\n  PublishPort: []\n").container().ports.empty());
}

TEST_CASE("unit keys follow the same rule: what systemd adds up is added to, a single value is replaced", "[config]") {
  Host host;
  host.write("etc/museum.yaml",
             "Unit: {After: a.service, Description: one}\nContainer: {Image: x}\nService: {Restart: always}\n");
  host.write("etc/museum.yaml.d/10.yaml",
             "Unit: {After: b.service, Description: two}\nService: {Restart: on-failure, RestartSec: 1}\n");
  auto spec = host.read().spec;
  CHECK(spec.unit == Pairs{{"After", "a.service"}, {"After", "b.service"}});
  CHECK(spec.service == Pairs{{"Restart", "on-failure"}, {"RestartSec", "1"}});
  CHECK(spec.description == "two");
  host.write("run/museum.yaml.d/20.yaml", "Unit:\n  After:\nService:\n");
  CHECK(host.read().spec.unit.empty());
  CHECK(host.read().spec.service.size() == 2);
}

TEST_CASE("a drop-in alone may bring what the descriptor lacks, and may take away what it must have", "[config]") {
  Host host;
  host.write("etc/museum.yaml", "Container:\n  HostName: a\n")
      .write("etc/museum.yaml.d/a.yaml", "Container: {Image: x}");
  CHECK(host.problems().empty());
  host.write("etc/museum.yaml.d/b.yaml", "Container:\n  Image:\n");
  CHECK(host.problems() == Lines{"etc/museum.yaml:1:1: Image is missing in Container"});
}

TEST_CASE("a problem in a drop-in names the drop-in and the place in it", "[config]") {
  auto host = with("  Memroy: 1g\n", "  Imgae: x\n  Memory: much\n  Notfy:\n");
  host.write("lib/museum.yaml.d/20.yaml", "Container: [\n").write("lib/museum.yaml.d/30.conf", "x");
  host.write("lib/museum.yaml.d/40.yaml", "- x").write("lib/museum.yaml.d/50.yaml", "# nothing yet\n");
  CHECK(host.problems() ==
        Lines{"etc/museum.yaml:3:3: unknown key \"Memroy\" in Container (did you mean \"Memory\"?)",
              "etc/museum.yaml.d/10.yaml:2:3: unknown key \"Imgae\" in Container (did you mean \"Image\"?)",
              "etc/museum.yaml.d/10.yaml:3:11: Memory: \"much\" is not a size such as 512M or 2G",
              "etc/museum.yaml.d/10.yaml:4:3: unknown key \"Notfy\" in Container (did you mean \"Notify\"?)",
              "lib/museum.yaml.d/20.yaml:2:1: the [ … ] around here is not closed, or a comma is missing in it",
              "lib/museum.yaml.d/30.conf: a drop-in's name ends in .yaml (did you mean \"30.yaml\"?)",
              "lib/museum.yaml.d/40.yaml:1:1: the file must be keys and values, not a list"});
}

TEST_CASE("drop-ins apply by file name, and the same name in a stronger folder hides the weaker", "[config]") {
  Host host;
  for (auto path : {"etc/museum.yaml.d/20.yaml", "run/museum.yaml.d/10.yaml", "run/museum.yaml.d/20.yaml",
                    "lib/museum.yaml.d/30.yaml", "lib/museum.yaml.d/40.yaml", "etc/museum.yaml.d/.x.yaml",
                    "etc/museum.yaml.d/x.yaml~"})
    host.write(path, "{}");
  REQUIRE(::symlink("/dev/null", host.folder.path("run/museum.yaml.d/40.yaml").c_str()) == 0);
  CHECK(host.drop_ins() ==
        Lines{"run/museum.yaml.d/10.yaml", "etc/museum.yaml.d/20.yaml", "lib/museum.yaml.d/30.yaml"});
}

TEST_CASE("an instance has the drop-ins of its template, and its own hide those of the same name", "[config]") {
  Host host;
  host.write("etc/worker@.yaml", "Container: {Image: x, HostName: \"%i\"}");
  host.write("etc/worker@.yaml.d/10.yaml", "Container: {Memory: 1g}");
  host.write("etc/worker@.yaml.d/20.yaml", "Container: {Memory: 2g}");
  host.write("lib/worker@a.yaml.d/20.yaml", "Container: {CPUs: 2}");
  CHECK(host.drop_ins("worker@a") == Lines{"etc/worker@.yaml.d/10.yaml", "lib/worker@a.yaml.d/20.yaml"});
  CHECK(host.container("worker@a").memory == 1u << 30);
  CHECK(host.container("worker@a").cpus == 2);
  CHECK(host.container("worker@b").memory == 2u << 30);
  CHECK(host.container("worker@b").host_name == "b");
}

TEST_CASE("a service has so many drop-ins and no more", "[config]") {
  Host host;
  host.write("etc/museum.yaml", "Container: {Image: x}");
  for (std::size_t i = 0; i <= most_drop_ins; ++i) host.write(fmt::format("etc/museum.yaml.d/{:03}.yaml", i), "{}");
  CHECK(host.drop_ins().size() == most_drop_ins + 1);
  CHECK(host.problems() ==
        Lines{"etc/museum.yaml.d/100.yaml: a service can't have more than 100 drop-ins, of 1024 KiB together"});
  host.write("etc/museum.yaml.d/000.yaml", "#" + std::string(600'000, 'x'));
  host.write("etc/museum.yaml.d/001.yaml", "#" + std::string(600'000, 'x'));
  CHECK(host.drop_ins().size() == 2);
}

TEST_CASE("the hash is another one when a drop-in changes", "[config]") {
  auto host = with("", "  HostName: a\n");
  auto before = host.read().hash;
  CHECK(before == host.read().hash);
  host.write("etc/museum.yaml.d/10.yaml", "Container:\n  HostName: b\n");
  CHECK(before != host.read().hash);
}
