#include "logs/checkpoint.h"

#include <sys/stat.h>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;

namespace {

Checkpoint::Batch batch(std::uint64_t taken) {
  Checkpoint::Batch one;
  one.taken = taken;
  return one;
}

}  // namespace

TEST_CASE("a checkpoint knows after a death whether its batch was done, and both states around it", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("c1");
  {
    Checkpoint first(path);
    CHECK(first.trouble().empty());
    CHECK(first.is_new());
    CHECK(first.is_done());
    first.begin(batch(10), "after ten");
    first.done();
    first.begin(batch(20), "after twenty");
  }
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  Checkpoint second(path);
  CHECK_FALSE(second.is_new());
  CHECK_FALSE(second.is_done());
  CHECK(second.batch().taken == 20);
  CHECK(second.state() == "after twenty");
  CHECK(second.state_before() == "after ten");
  second.undo();
  CHECK(second.is_done());
  CHECK(second.batch().taken == 10);
  CHECK(second.state() == "after ten");
}

TEST_CASE("the first batch can be taken back, too", "[logs]") {
  test::TempFolder folder;
  { Checkpoint(folder.path("c1")).begin(batch(10), "after"); }
  Checkpoint again(folder.path("c1"));
  CHECK_FALSE(again.is_done());
  again.undo();
  CHECK(again.is_new());
  CHECK(again.is_done());
}

TEST_CASE("a state of any size is kept", "[logs]") {
  test::TempFolder folder;
  auto size = GENERATE(as<std::size_t>(), 0, 1700, 1701, 2 * 1024 * 1024 + 100);
  std::string before(size, 'b');
  std::string after(size + 1, 'a');
  {
    Checkpoint first(folder.path("c1"));
    first.begin(batch(1), before);
    first.done();
    first.begin(batch(2), after);
  }
  Checkpoint second(folder.path("c1"));
  CHECK((second.state() == after));
  second.undo();
  CHECK((second.state() == before));
}

TEST_CASE("the room that a huge state took is given back after the next batches", "[logs]") {
  test::TempFolder folder;
  Checkpoint one(folder.path("c1"));
  auto size_on_disk = [&folder] {
    struct stat status {};
    REQUIRE(::stat(folder.path("c1").c_str(), &status) == 0);
    return status.st_blocks * 512;
  };
  one.begin(batch(1), std::string(1024 * 1024, 'x'));
  CHECK(size_on_disk() > 1024 * 1024);
  one.done();
  for (int i = 2; i < 4; ++i) {
    one.begin(batch(i), "small");
    one.done();
  }
  CHECK(size_on_disk() < 65536);
  CHECK(one.state() == "small");
}

TEST_CASE("lines in the journal are counted for the batch that comes next, begun or not", "[logs]") {
  test::TempFolder folder;
  Checkpoint one(folder.path("c1"));
  one.count_journaled();
  one.count_journaled();
  CHECK(one.journaled() == 2);
  one.begin(batch(1), "");
  CHECK(one.journaled() == 2);
  one.done();
  CHECK(one.journaled() == 0);
  one.count_journaled();
  CHECK(one.journaled() == 1);
}

TEST_CASE("without a file, or with one of another kind, it starts anew and works", "[logs]") {
  test::TempFolder folder;
  Checkpoint in_memory(folder.path("no/such/folder"));
  CHECK_FALSE(in_memory.trouble().empty());
  in_memory.begin(batch(1), "state");
  CHECK(in_memory.state() == "state");
  folder.write("c1", std::string(5000, 'x'));
  Checkpoint foreign(folder.path("c1"));
  CHECK(foreign.trouble().empty());
  CHECK(foreign.is_new());
}
