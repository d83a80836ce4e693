#include "loop/path_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Owners = std::set<std::string>;

Task<> collect(PathWatch& watch, Owners& seen) {
  while (true) {
    auto changed = co_await watch.changed();
    if (!changed) co_return;
    seen.insert(changed->begin(), changed->end());
  }
}

struct Desk {
  explicit Desk(Executor executor, std::size_t most = 1000) : watch(executor, most), tasks(executor) {
    tasks.start("collect", collect(watch, seen));
  }
  Task<Owners> after() {
    co_await sleep(20ms);
    co_return std::exchange(seen, {});
  }
  Task<> close() {
    tasks.cancel_all();
    co_await sleep(1ms);
  }

  test::TempFolder root;
  Owners seen;
  PathWatch watch;
  Tasks tasks;
};

const Owners nobody, web{"web"};

Task<> of_a_file(Executor executor) {
  Desk desk(executor);
  desk.root.write("web/web.conf", "1");
  std::vector<std::string> paths{desk.root.path("web/web.conf")};
  CHECK(desk.watch.watch("web", paths));
  desk.root.write("web/other", "x");
  auto seen = co_await desk.after();
  CHECK(seen == nobody);
  desk.root.write("web/web.conf", "2");
  seen = co_await desk.after();
  CHECK(seen == web);
  desk.root.write("web/new", "3");
  co_await desk.after();
  fs::rename(desk.root.path("web/new"), desk.root.path("web/web.conf"));
  seen = co_await desk.after();
  CHECK(seen == web);
  fs::remove(desk.root.path("web/web.conf"));
  seen = co_await desk.after();
  CHECK(seen == web);
  desk.watch.watch("web", paths);
  desk.root.write("web/web.conf", "4");
  seen = co_await desk.after();
  CHECK(seen == web);
  desk.watch.forget("web");
  desk.root.write("web/web.conf", "5");
  seen = co_await desk.after();
  CHECK(seen == nobody);
  co_await desk.close();
}

Task<> of_links(Executor executor) {
  Desk desk(executor);
  desk.root.write("..1/key", "1");
  desk.root.write("..2/key", "2");
  fs::create_symlink("..1", desk.root.path("..data"));
  fs::create_symlink("..data/key", desk.root.path("key"));
  std::vector<std::string> paths{desk.root.path("key")};
  desk.watch.watch("web", paths);
  fs::create_symlink("..2", desk.root.path("..tmp"));
  auto seen = co_await desk.after();
  CHECK(seen == nobody);
  fs::rename(desk.root.path("..tmp"), desk.root.path("..data"));
  seen = co_await desk.after();
  CHECK(seen == web);
  desk.watch.watch("web", paths);
  desk.root.write("..1/key", "nobody's now");
  seen = co_await desk.after();
  CHECK(seen == nobody);
  desk.root.write("..2/key", "3");
  seen = co_await desk.after();
  CHECK(seen == web);
  co_await desk.close();
}

Task<> of_folders(Executor executor) {
  Desk desk(executor);
  desk.root.write("conf/d/a", "1");
  std::vector<std::string> paths{desk.root.path("conf"), desk.root.path("late/one")};
  desk.watch.watch("web", paths);
  desk.root.write("conf/d/b", "1");
  auto seen = co_await desk.after();
  CHECK(seen == web);
  fs::rename(desk.root.path("conf"), desk.root.path("gone"));
  seen = co_await desk.after();
  CHECK(seen == web);
  desk.watch.watch("web", paths);
  desk.root.write("conf/d/a", "2");
  seen = co_await desk.after();
  CHECK(seen == web);
  fs::create_directory(desk.root.path("late"));
  seen = co_await desk.after();
  CHECK(seen == web);
  co_await desk.close();
}

Task<> of_many(Executor executor) {
  Desk desk(executor, 20);
  std::vector<std::string> paths{desk.root.path("conf")};
  fs::create_directory(desk.root.path("conf"));
  CHECK(desk.watch.watch("web", paths));
  for (int i = 0; i < 30; ++i) fs::create_directory(desk.root.path(fmt::format("conf/{}", i)));
  CHECK_FALSE(desk.watch.watch("web", paths));
  co_await desk.after();
  desk.root.write("conf/a", "");
  auto seen = co_await desk.after();
  CHECK(seen == web);
  co_await desk.close();
}

// More than the kernel keeps for a reader who does not read.
Task<> of_a_flood(Executor executor) {
  Desk desk(executor);
  desk.root.write("a/noise", "");
  desk.root.write("b/web.conf", "");
  std::vector<std::string> noisy{desk.root.path("a")}, quiet{desk.root.path("b/web.conf")};
  desk.watch.watch("noisy", noisy);
  desk.watch.watch("web", quiet);
  auto first = desk.root.path("a/1"), second = desk.root.path("a/2");
  for (int i = 0; i < 20'000; ++i) {
    ::close(::open(first.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    ::rename((i % 2 == 0 ? first : second).c_str(), (i % 2 == 0 ? second : first).c_str());
  }
  auto seen = co_await desk.after();
  CHECK(seen.contains("web"));
  co_await desk.close();
}

}  // namespace

TEST_CASE("a watched file is seen written in place, replaced, gone and back, and nothing beside it", "[loop]") {
  test::on_loop(of_a_file);
}
TEST_CASE("a link on the way that turns elsewhere is seen, and what it leads to from then on", "[loop]") {
  test::on_loop(of_links);
}
TEST_CASE("everything in a watched folder is seen, also after another took its place", "[loop]") {
  test::on_loop(of_folders);
}
TEST_CASE("more folders than allowed are said not to be watched, and the others still are", "[loop]") {
  test::on_loop(of_many);
}
TEST_CASE("after a flood that the kernel has cut off everybody is named", "[loop]") {
  test::on_loop(of_a_flood);
}
