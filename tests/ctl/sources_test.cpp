#include "ctl/sources.h"

#include <unistd.h>

#include <filesystem>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;

TEST_CASE("a service's files are shown in the order in which they count, each with its path", "[ctl]") {
  test::TempFolder folder;
  folder.write("lib/w@.yaml", "Container: {Image: x}");
  folder.write("etc/w@.yaml.d/20.yaml", "# two\n");
  folder.write("etc/w@a.yaml.d/10.yaml", "# one\n");
  auto loaded = sources_of({folder.path("etc"), folder.path("lib")}, "w@a.service");
  REQUIRE(loaded.has_value());
  CHECK(sources_text(*loaded) == fmt::format("# {0}/lib/w@.yaml\nContainer: {{Image: x}}\n\n"
                                             "# {0}/etc/w@a.yaml.d/10.yaml\n# one\n\n"
                                             "# {0}/etc/w@.yaml.d/20.yaml\n# two\n",
                                             folder.path()));
}

TEST_CASE("what has no files says whether it is masked or not there at all", "[ctl]") {
  test::TempFolder folder;
  folder.write("lib/a.yaml", "x");
  std::filesystem::create_directories(folder.path("etc"));
  REQUIRE(::symlink("/dev/null", folder.path("etc/a.yaml").c_str()) == 0);
  std::vector<std::string> directories = {folder.path("etc"), folder.path("lib")};
  CHECK(sources_of(directories, "a").error().text == "a is masked by " + folder.path("etc/a.yaml"));
  CHECK(sources_of(directories, "b").error().text ==
        fmt::format("there is no descriptor of b: write {}/b.yaml", folder.path("etc")));
  CHECK(sources_of(directories, "../b").error().kind == ErrorKind::invalid);
}
