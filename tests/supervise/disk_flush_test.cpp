#include "supervise/disk_flush.h"

#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;

TEST_CASE("a flush that is wanted during another one follows it, and then there is none", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::TempFolder folder;
    Tasks tasks(executor);
    supervise::DiskFlush flush(tasks, folder.path());
    flush.want();
    flush.want();
    CHECK_FALSE(tasks.empty());
    for (int i = 0; i < 5000 && !tasks.empty(); ++i) co_await sleep(std::chrono::milliseconds(1));
    CHECK(tasks.empty());
    flush.want();
    CHECK_FALSE(tasks.empty());
    for (int i = 0; i < 5000 && !tasks.empty(); ++i) co_await sleep(std::chrono::milliseconds(1));
    CHECK(tasks.empty());
  });
}
