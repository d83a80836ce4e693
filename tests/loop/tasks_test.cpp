#include "loop/tasks.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include "loop/deadline.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

Task<> set_after(Duration delay, bool& flag) {
  co_await sleep(delay);
  flag = true;
}

Task<> throw_at_once() {
  co_await sleep(0s);
  throw std::runtime_error("as the test wants it");
}

}  // namespace

TEST_CASE("a cancelled task ends without doing the rest", "[loop]") {
  boost::asio::io_context context(1);
  Tasks tasks(context.get_executor());
  bool first = false, second = false;
  auto id = tasks.start("first", set_after(1h, first));
  tasks.start("second", set_after(1ms, second));
  tasks.cancel(id);
  context.run_for(5s);
  CHECK_FALSE(first);
  CHECK(second);
  CHECK(tasks.empty());
}

TEST_CASE("what a task throws ends that task only", "[loop]") {
  boost::asio::io_context context(1);
  Tasks tasks(context.get_executor());
  bool other = false;
  tasks.start("thrower", throw_at_once());
  tasks.start("other", set_after(2ms, other));
  context.run_for(5s);
  CHECK(other);
  CHECK(tasks.empty());
}

TEST_CASE("a wake-up between two waits is not lost", "[loop]") {
  test::on_loop([](Executor executor) -> Task<> {
    Wakeup wakeup(executor);
    wakeup.notify();
    wakeup.notify();
    co_await wakeup.wait();
    bool again = co_await wakeup.wait_for(1ms);
    CHECK_FALSE(again);
  });
}

TEST_CASE("a deadline fires once, not after its end, and later when extended", "[loop]") {
  test::on_loop([](Executor executor) -> Task<> {
    int fired = 0;
    auto count = [&fired] { ++fired; };
    { Deadline gone(executor, 1ms, count); }
    Deadline met(executor, 2ms, count);
    Deadline later(executor, 2ms, count);
    later.extend(1h);
    co_await sleep(20ms);
    CHECK(fired == 1);
    CHECK(met.expired());
    CHECK_FALSE(later.expired());
  });
}
