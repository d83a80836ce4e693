#include "loop/path_trail.h"

#include <algorithm>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
namespace fs = std::filesystem;

namespace {

bool has(const Trail& trail, const std::string& folder, const std::string& name) {
  return std::find(trail.spots.begin(), trail.spots.end(), Spot{folder, name}) != trail.spots.end();
}

}  // namespace

TEST_CASE("a trail has every folder on the way, and each link's own", "[loop]") {
  test::TempFolder root;
  root.write("releases/1/app.conf", "x");
  fs::create_symlink("releases/1", root.path("current"));
  fs::create_symlink(root.path("current/app.conf"), root.path("app.conf"));
  auto trail = trail_of(root.path("app.conf"));
  CHECK(trail.end == fs::canonical(root.path("releases/1/app.conf")).string());
  CHECK(trail.spots.front().folder == "/");
  CHECK(has(trail, root.path(), "app.conf"));
  CHECK(has(trail, root.path(), "current"));
  CHECK(has(trail, root.path("releases"), "1"));
  CHECK(has(trail, root.path("releases/1"), "app.conf"));
}

TEST_CASE("a trail of what is not there ends where it would appear", "[loop]") {
  test::TempFolder root;
  auto trail = trail_of(root.path("not/yet/there"));
  CHECK(trail.end.empty());
  CHECK(trail.spots.back() == Spot{root.path(), "not"});
}

TEST_CASE("a loop of links has an end, and .. goes up", "[loop]") {
  test::TempFolder root;
  fs::create_symlink("b", root.path("a"));
  fs::create_symlink("a", root.path("b"));
  CHECK(trail_of(root.path("a")).end.empty());
  root.write("x/y", "");
  CHECK(trail_of(root.path("x/../x/./y")).end == root.path("x/y"));
}

TEST_CASE("the folders in a folder are found, but not behind links, and no more than asked for", "[loop]") {
  test::TempFolder root;
  root.write("top/a/b/file", "");
  fs::create_symlink(root.path(), root.path("top/out"));
  auto all = folders_in(root.path("top"), 100);
  CHECK(all == std::vector<std::string>{root.path("top"), root.path("top/a"), root.path("top/a/b")});
  CHECK(folders_in(root.path("top"), 2).size() == 2);
  CHECK(folders_in(root.path("top/a/b/file"), 100).empty());
}
