#include "ctl/dev_view.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

std::string read(const std::string& path) {
  auto text = file::read(path, 4096);
  return text ? *text : "";
}

}  // namespace

TEST_CASE("files stand in their places for one process, and for nobody else", "[ctl]") {
  test::TempFolder folder;
  folder.write("app.conf", "own");
  folder.write("data/one", "1");
  folder.write("there/old", "old");
  folder.write("scaffold/x", "");
  REQUIRE(file::remove(folder.path("scaffold/x")));
  std::vector<ctl::DevPlan::Bind> binds = {{folder.path("app.conf"), "/berth-test.conf", true},
                                           {folder.path("app.conf"), folder.path("there/new/app.conf"), true},
                                           {folder.path("data"), "/berth-test/data", false},
                                           {folder.path("app.conf"), folder.path("there/old"), true}};
  auto child = ::fork();
  if (child == 0) {
    auto entered = ctl::enter_view(binds, folder.path("scaffold"));
    if (!entered) ::_exit(77);
    bool is_well = read("/berth-test.conf") == "own" && read(folder.path("there/new/app.conf")) == "own" &&
                   read("/berth-test/data/one") == "1" && read(folder.path("there/old")) == "own" &&
                   read(folder.path("data/one")) == "1" && file::exists("/proc/self/status");
    bool is_writable = static_cast<bool>(file::replace("/berth-test/data/two", "2", 0600, file::Durable::later));
    ::_exit(is_well && is_writable ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return;  // no such namespaces here
  CHECK(status == 0);
  CHECK_FALSE(file::exists("/berth-test.conf"));
  CHECK_FALSE(file::exists(folder.path("there/new")));
  CHECK(read(folder.path("there/old")) == "old");
  CHECK(read(folder.path("data/two")) == "2");
}
