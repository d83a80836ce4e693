#include "loop/file_watch.h"

#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

Task<> count_changes(FileWatch& watch, int& changes) {
  while (true) {
    auto changed = co_await watch.changed();
    if (!changed) co_return;
    ++changes;
  }
}

}  // namespace

TEST_CASE("changes in a folder are told, also when the folder comes later", "[loop]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::TempFolder root;
    std::vector<std::string> folders{root.path("services"), root.path("not/yet/there")};
    std::filesystem::create_directory(root.path("services"));
    FileWatch watch(executor, folders);
    Tasks tasks(executor);
    int changes = 0;
    tasks.start("count", count_changes(watch, changes));
    root.write("services/a.yaml", "x");
    co_await sleep(20ms);
    CHECK(changes > 0);
    changes = 0;
    std::filesystem::create_directories(root.path("not/yet"));
    co_await sleep(20ms);
    std::filesystem::create_directories(root.path("not/yet/there"));
    co_await sleep(20ms);
    changes = 0;
    root.write("not/yet/there/b.yaml", "x");
    co_await sleep(20ms);
    CHECK(changes > 0);
    tasks.cancel_all();
    co_await sleep(1ms);
  });
}
