#include "supervise/baseline.h"

#include "config/descriptor.h"
#include "config/host_files.h"
#include "supervise/candidate.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::supervise;
namespace fs = std::filesystem;

namespace {

struct Desk {
  Candidate candidate(const std::string& yaml) const {
    config::Roots roots{root.path(), root.path("log")};
    auto reading = config::read_descriptor("/etc/berth/services/web.yaml", "web", yaml, roots, {"h", "m", "b", "k"});
    for (const auto& problem : reading.problems) FAIL(config::one_line(problem));
    return candidate_from(reading, config::read_host_files(reading.spec));
  }
  Difference changed(const std::string& yaml, bool can_reload = false) const {
    auto now = candidate(yaml);
    return difference(then, &now, can_reload);
  }
  void begin(const std::string& yaml) {
    auto now = candidate(yaml);
    then = baseline_for_start(now);
  }

  test::TempFolder root;
  Baseline then;
};

const std::string plain = "{Container: {Image: img, Environment: {A: 1}}, Service: {Restart: always}}";
const std::string with_files = "{Container: {Image: img, EnvironmentFile: web.env, Config: 'web.conf:/web.conf'}}";

void write_files(Desk& desk) {
  desk.root.write("web/web.env", "A=secret\n");
  desk.root.write("web/web.conf", "one");
}

void put(Desk& desk, const std::string& content) {
  desk.root.write("web/new", content);
  fs::rename(desk.root.path("web/new"), desk.root.path("web/web.conf"));
}

}  // namespace

TEST_CASE("what a descriptor means counts, not how it says it", "[supervise]") {
  Desk desk;
  desk.begin(plain);
  CHECK(desk.changed("# a comment\n" + plain) == Difference{});
  CHECK(desk.changed("Service: {Restart: always}\nContainer:\n  Environment: [A=1]\n  Image: img:latest\n") ==
        Difference{});
  CHECK(desk.changed("{Container: {Image: other, Environment: {A: 1}}}").names ==
        std::vector<std::string>{"the descriptor"});
  CHECK(desk.changed("{Container: {Image: img, Environment: {A: 2}}}").names ==
        std::vector<std::string>{"the environment"});
  CHECK(desk.changed("{Container: {Image: img, Environment: {A: 1}, PreRun: x}}").needs_restart);
  CHECK(desk.changed("{Container: {Image: img, Environment: {A: 1}}, Log: {Format: json}}").needs_restart);
}

TEST_CASE("what systemd takes up by itself, and what only a later start or reload is about, needs no restart",
          "[supervise]") {
  Desk desk;
  desk.begin(plain);
  CHECK(desk.changed("{Unit: {Description: x}, Container: {Image: img, Environment: {A: 1}, Pull: never, "
                     "ReloadSignal: HUP}, Service: {Restart: no, OnConfigChange: restart}, "
                     "Install: {WantedBy: multi-user.target}}") == Difference{});
}

TEST_CASE("a descriptor that another Berth has read is the same if its bytes are", "[supervise]") {
  Desk desk;
  desk.begin(plain);
  desk.then.version = "0.0.1";
  desk.then.meaning = "as that understood it";
  CHECK(desk.changed(plain) == Difference{});
  CHECK(desk.changed(plain + "\n").needs_restart);
}

TEST_CASE("an environment file counts by what it sets, and none of it is kept", "[supervise]") {
  Desk desk;
  write_files(desk);
  desk.begin(with_files);
  CHECK(desk.then.environment.find("secret") == std::string::npos);
  desk.root.write("web/web.env", "# comment\n\nA=secret\n");
  CHECK(desk.changed(with_files) == Difference{});
  desk.root.write("web/web.env", "A=other\n");
  CHECK(desk.changed(with_files).needs_restart);
  CHECK_FALSE(desk.changed(with_files, true).needs_reload);
  CHECK(desk.changed(with_files).text() == "changed since the start: the environment");
}

TEST_CASE("a file written in place needs a reload where there is one, and one put in its place a restart",
          "[supervise]") {
  Desk desk;
  write_files(desk);
  desk.begin(with_files);
  desk.root.write("web/web.conf", "two");
  CHECK(desk.changed(with_files).needs_restart);
  auto found = desk.changed(with_files, true);
  CHECK(found.needs_reload);
  CHECK_FALSE(found.needs_restart);
  desk.root.write("web/web.conf", "one");
  CHECK(desk.changed(with_files, true) == Difference{});
  put(desk, "two");
  found = desk.changed(with_files, true);
  CHECK(found.needs_restart);
  CHECK_FALSE(found.needs_reload);
  put(desk, "one");
  CHECK(desk.changed(with_files, true) == Difference{});
  fs::remove(desk.root.path("web/web.conf"));
  CHECK(difference(desk.then, nullptr, true).text() ==
        "changed since the start: " + desk.root.path("web/web.conf") + " (it is gone)");
}

TEST_CASE("after a reload what the container could see is what counts", "[supervise]") {
  Desk desk;
  write_files(desk);
  desk.begin(with_files);
  desk.root.write("web/web.conf", "two");
  note_reload(desk.then, files_now(desk.then));
  CHECK(desk.then.revision == 1);
  CHECK(desk.changed(with_files, true) == Difference{});
  put(desk, "three");
  note_reload(desk.then, files_now(desk.then));
  CHECK(desk.changed(with_files, true).needs_restart);
}

TEST_CASE("a container that is started again has the files as they are, and all else as it was", "[supervise]") {
  Desk desk;
  write_files(desk);
  auto first = desk.candidate(with_files);
  auto before = baseline_for_start(first);
  put(desk, "two");
  desk.root.write("web/web.env", "A=other\n");
  first.environment.clear();
  desk.then = baseline_for_start(first);
  CHECK(desk.then.environment == before.environment);
  CHECK(desk.changed(with_files).names == std::vector<std::string>{"the environment"});
}

TEST_CASE("many changes are counted, not all told", "[supervise]") {
  Difference many{true, false, {"a", "b", "c", "d", "e"}};
  CHECK(many.text() == "changed since the start: a, b, c and 2 more");
  CHECK(Difference{}.text().empty());
}

TEST_CASE("a project is its files, and the .env that Compose reads by itself", "[supervise]") {
  Desk desk;
  desk.root.write("web/compose.yml", "services: {}");
  const std::string project = "{Compose: {File: compose.yml, Pull: always}}";
  desk.begin(project);
  CHECK(desk.changed("{Compose: {File: compose.yml, StopTimeout: 3s}}") == Difference{});
  CHECK(desk.changed("{Compose: {File: compose.yml, Profile: [front]}}").names ==
        std::vector<std::string>{"the descriptor"});
  desk.root.write("web/.env", "TAG=2");
  auto found = desk.changed(project, true);
  CHECK(found.needs_restart);
  CHECK(found.names == std::vector<std::string>{desk.root.path("web/.env")});
  fs::remove(desk.root.path("web/.env"));
  desk.root.write("web/compose.yml", "services: {a: {image: b}}");
  CHECK(desk.changed(project).names == std::vector<std::string>{desk.root.path("web/compose.yml")});
  desk.root.write("web/shop.env", "TAG=1");
  desk.begin("{Compose: {File: compose.yml, EnvironmentFile: shop.env}}");
  desk.root.write("web/.env", "TAG=2");
  CHECK(desk.changed("{Compose: {File: compose.yml, EnvironmentFile: shop.env}}") == Difference{});
  desk.root.write("web/shop.env", "TAG=2");
  CHECK(desk.changed("{Compose: {File: compose.yml, EnvironmentFile: shop.env}}").needs_restart);
}

TEST_CASE("a program is its command, its variables, and what systemd takes only at a start", "[supervise]") {
  Desk desk;
  desk.root.write("web/web.env", "A=secret\n");
  auto program = [](const std::string& more, const std::string& service = "Restart: always") {
    return "{Process: {Exec: /bin/true, EnvironmentFile: web.env" + more + "}, Service: {" + service + "}}";
  };
  desk.begin(program(""));
  CHECK(desk.changed(program(", ReloadSignal: HUP, StopSignal: INT", "Restart: no, KillMode: mixed")) == Difference{});
  for (const auto* more : {", User: nobody", ", PreRun: /bin/true", ", Notify: process", ", WorkingDirectory: /tmp"})
    CHECK(desk.changed(program(more)).names == std::vector<std::string>{"the descriptor"});
  CHECK(desk.changed(program("", "Restart: always, LimitNOFILE: 1000")).needs_restart);
  desk.root.write("web/web.env", "# the same\nA=secret\n");
  CHECK(desk.changed(program("")) == Difference{});
  desk.root.write("web/web.env", "A=other\n");
  CHECK(desk.changed(program("")).names == std::vector<std::string>{"the environment"});
}
