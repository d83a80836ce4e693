#include "logs/compression.h"

#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "base/file.h"
#include "logs/gunzip.h"
#include "logs/rotation.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;
using namespace std::chrono_literals;
using Names = std::vector<std::string>;

namespace {

// What compresses does so when nobody else wants the processor.
void with_patience(const std::function<Task<>(Executor)>& body) {
  test::on_loop(body, 60s);
}

Task<> finish(Tasks& tasks) {
  while (!tasks.empty()) co_await sleep(1ms);
}

// A child that does as it should, once somebody has made the file `go`; it says that it has begun by the file `begun`.
std::string slow_program(const test::TempFolder& tools) {
  auto path = tools.path("slow");
  tools.write("slow", "#!/bin/sh\nPATH=/bin:/usr/bin\nexec 3<\"$2\"\n: >" + tools.path("begun") + "\nwhile ! [ -e " +
                          tools.path("go") + " ]; do sleep 0.01; done\n" +
                          // The file that it has open, whatever its name is by now.
                          "ino=$(stat -Lc %i /proc/self/fd/3); size=$(stat -Lc %s /proc/self/fd/3)\n" +
                          "gzip -c <&3 >\"$2.gz.tmp\"; echo \"$ino $size\"\n");
  ::chmod(path.c_str(), 0755);
  return path;
}

Task<> until_begun(const test::TempFolder& tools) {
  while (!file::exists(tools.path("begun"))) co_await sleep(1ms);
}

}  // namespace

TEST_CASE("all rotated files of a log are compressed, and nothing else", "[logs]") {
  test::TempFolder folder;
  for (auto name : {"web.log", "web.log.1", "web.log.2", "web.log.7", "db.log.1"}) folder.write(name, name);
  folder.write("web.log.3.gz", "compressed before");
  folder.write("web.log.5.gz.tmp", "left behind");
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression compression(tasks, BERTH_COMPRESS);
    auto log = folder.path("web.log");
    compression.want(log);
    compression.want(log);
    CHECK_FALSE(compression.is_idle());
    co_await finish(tasks);
    CHECK(compression.is_idle());
  });
  CHECK(folder.names() == Names{"db.log.1", "web.log", "web.log.1.gz", "web.log.2.gz", "web.log.3.gz", "web.log.7.gz"});
  CHECK(test::gunzip(folder.path("web.log.7.gz")) == "web.log.7");
}

TEST_CASE("many logs are compressed one after the other", "[logs]") {
  test::TempFolder folder;
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression compression(tasks, BERTH_COMPRESS);
    for (auto name : {"a.log", "b.log", "c.log"}) {
      folder.write(std::string(name) + ".1", name);
      compression.want(folder.path(name));
    }
    co_await finish(tasks);
    folder.write("a.log.2", "later");
    compression.want(folder.path("a.log"));
    co_await finish(tasks);
  });
  CHECK(folder.names() == Names{"a.log.1.gz", "a.log.2.gz", "b.log.1.gz", "c.log.1.gz"});
}

TEST_CASE("a file that is rotated on while it is compressed keeps its content under its new number", "[logs]") {
  test::TempFolder folder, tools;
  auto log = folder.path("web.log");
  folder.write("web.log.1", "old");
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression compression(tasks, slow_program(tools));
    compression.want(log);
    co_await until_begun(tools);
    for (auto content : {"newer", "newest"}) {
      folder.write("web.log", content);
      REQUIRE(rotate(log, 5));
      compression.want(log);
    }
    tools.write("go", "");
    co_await finish(tasks);
  });
  CHECK(folder.names() == Names{"web.log.1.gz", "web.log.2.gz", "web.log.3.gz"});
  CHECK(test::gunzip(folder.path("web.log.1.gz")) == "newest");
  CHECK(test::gunzip(folder.path("web.log.2.gz")) == "newer");
  CHECK(test::gunzip(folder.path("web.log.3.gz")) == "old");
}

TEST_CASE("however rotations and compressions meet, no content is lost or out of order", "[logs]") {
  test::TempFolder folder;
  auto log = folder.path("web.log");
  constexpr int count = 40;
  std::mt19937 random(1);
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression compression(tasks, BERTH_COMPRESS);
    for (int i = 1; i <= count; ++i) {
      folder.write("web.log", std::to_string(i));
      REQUIRE(rotate(log, count));
      if (random() % 3 != 0) compression.want(log);
      co_await sleep(std::chrono::milliseconds(random() % 30));
    }
    compression.want(log);
    co_await finish(tasks);
  });
  CHECK(folder.names().size() == count);
  for (int i = 1; i <= count; ++i)
    CHECK(test::gunzip(folder.path(fmt::format("web.log.{}.gz", i))) == std::to_string(count + 1 - i));
}

TEST_CASE("a file that is dropped while it is compressed stays away", "[logs]") {
  test::TempFolder folder, tools;
  auto log = folder.path("web.log");
  folder.write("web.log.1", "old");
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression compression(tasks, slow_program(tools));
    compression.want(log);
    co_await until_begun(tools);
    folder.write("web.log", "new");
    REQUIRE(rotate(log, 1));
    tools.write("go", "");
    co_await finish(tasks);
  });
  CHECK(folder.names() == Names{"web.log.1.gz"});
  CHECK(test::gunzip(folder.path("web.log.1.gz")) == "new");
}

TEST_CASE("a file that somebody still writes to is left as it is", "[logs]") {
  test::TempFolder folder, tools;
  folder.write("web.log.1", "old");
  tools.write("go", "");
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    auto program = tools.path("liar");
    tools.write("liar", "#!/bin/sh\n: >\"$2.gz.tmp\"; echo \"$(/bin/stat -c %i \"$2\") 2\"\n");
    ::chmod(program.c_str(), 0755);
    Compression compression(tasks, program);
    compression.want(folder.path("web.log"));
    co_await finish(tasks);
  });
  CHECK(folder.names() == Names{"web.log.1"});
}

TEST_CASE("what can't be compressed stays, is tried once each time, and is in nobody's way", "[logs]") {
  test::TempFolder folder, tools;
  folder.write("web.log.1", "hello");
  folder.write("web.log.2", "hello");
  folder.write("web.log.2.gz/in-the-way", "");
  auto calls = tools.path("calls");
  tools.write("broken", "#!/bin/sh\necho >>" + calls + "\necho no space left on device\nexit 1\n");
  ::chmod(tools.path("broken").c_str(), 0755);
  with_patience([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    Compression broken(tasks, tools.path("broken"));
    broken.want(folder.path("web.log"));
    co_await finish(tasks);
    CHECK(file::read(calls, 100)->size() == 2);
    Compression missing(tasks, tools.path("missing"));
    missing.want(folder.path("web.log"));
    co_await finish(tasks);
    CHECK(folder.names() == Names{"web.log.1", "web.log.2", "web.log.2.gz"});
    Compression good(tasks, BERTH_COMPRESS);
    good.want(folder.path("web.log"));
    co_await finish(tasks);
  });
  CHECK(folder.names() == Names{"web.log.1.gz", "web.log.2", "web.log.2.gz"});
}

TEST_CASE("a loop that ends while a file is compressed leaves the plain one", "[logs]") {
  test::TempFolder folder, tools;
  folder.write("web.log.1", "hello");
  {
    boost::asio::io_context context(1);
    Tasks tasks(context.get_executor());
    Compression compression(tasks, slow_program(tools));
    compression.want(folder.path("web.log"));
    while (!file::exists(tools.path("begun"))) context.run_for(5ms);
  }
  CHECK(folder.names() == Names{"web.log.1"});
}
