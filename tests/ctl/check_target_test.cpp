#include "ctl/check_target.h"

#include <unistd.h>

#include "base/text.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;

namespace {

// "name: drop-ins" or the problem of each target, without the folder in front of paths.
std::vector<std::string> shown(const std::vector<CheckTarget>& targets, const std::string& folder) {
  std::vector<std::string> all;
  for (const auto& target : targets) {
    for (const auto& problem : target.problems) all.push_back(problem.text);
    if (!target.problems.empty()) continue;
    auto line = target.loaded.name + ":";
    for (const auto& drop_in : target.loaded.drop_ins) line += " " + drop_in.path.substr(folder.size() + 1);
    all.push_back(line);
  }
  return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a descriptor is checked with its drop-ins, and once for all of its files", "[ctl]") {
  test::TempFolder folder;
  folder.write("a.yaml", "{}");
  folder.write("a.yaml.d/10.yaml", "one");
  folder.write("w@.yaml", "{}");
  folder.write("w@b.yaml.d/10.yaml", "{}");
  REQUIRE(::symlink("/dev/null", folder.path("off.yaml").c_str()) == 0);
  auto check = [&](const Lines& paths) {
    Lines full;
    for (const auto& path : paths) full.push_back(path.empty() ? folder.path() : folder.path(path));
    return shown(check_targets(full, {}), folder.path());
  };
  CHECK(check({"a.yaml"}) == Lines{"a: a.yaml.d/10.yaml"});
  CHECK(check({"a.yaml.d/10.yaml", "a.yaml"}) == Lines{"a: a.yaml.d/10.yaml"});
  CHECK(check({""}) == Lines{"a: a.yaml.d/10.yaml", "w@:", "w@b: w@b.yaml.d/10.yaml"});
  CHECK(check({"a.yml", "none.yaml"}) == Lines{"no such file or folder", "no such file or folder"});
  folder.write("gone.yaml.d/10.yaml", "{}");
  CHECK(check({"gone.yaml.d/10.yaml"}) == Lines{"this is a drop-in of gone, but there is no gone.yaml"});
  auto targets = check_targets({folder.path("a.yaml")}, {});
  CHECK(targets[0].source_of(folder.path("a.yaml.d/10.yaml")) == "one");
  CHECK(targets[0].source_of(folder.path("a.yaml")) == "{}");
}

TEST_CASE("a descriptor in one of the daemon's folders has the drop-ins of all of them", "[ctl]") {
  test::TempFolder folder;
  folder.write("lib/a.yaml", "{}");
  folder.write("etc/a.yaml.d/10.yaml", "{}");
  Lines paths = {folder.path("lib/a.yaml")};
  CHECK(shown(check_targets(paths, {folder.path("etc"), folder.path("lib")}), folder.path()) ==
        Lines{"a: etc/a.yaml.d/10.yaml"});
  CHECK(shown(check_targets(paths, {}), folder.path()) == Lines{"a:"});
}

TEST_CASE("what can belong to no service is told of once", "[ctl]") {
  test::TempFolder folder;
  folder.write("a.yaml", "{}");
  folder.write("b.yml", "{}");
  folder.write("-c.yaml", "{}");
  folder.write("gone.yaml.d/10.yaml", "{}");
  auto known = check_targets({folder.path()}, {folder.path()});
  CHECK(shown(known, folder.path()) == Lines{"\"-c\" can't be a service's name: it must begin with a letter or a digit",
                                             "a:", "this is a drop-in of gone, but there is no gone.yaml"});
  auto strays = stray_files({folder.path()}, known);
  REQUIRE(strays.size() == 1);
  CHECK(strays[0].path == folder.path("b.yml"));
}
