#include "loop/gate.h"

#include "loop/tasks.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

struct Count {
  int inside = 0, most = 0, done = 0;
};

Task<> pass(Gate& gate, Count& count) {
  auto place = co_await gate.enter();
  count.most = std::max(count.most, ++count.inside);
  co_await sleep(1ms);
  --count.inside;
  ++count.done;
}

}  // namespace

TEST_CASE("a gate lets in as many as it has places, and everybody in the end", "[loop]") {
  test::on_loop([](Executor executor) -> Task<> {
    Gate gate(executor, 3);
    Tasks tasks(executor);
    Count count;
    for (int i = 0; i < 20; ++i) tasks.start("pass", pass(gate, count));
    while (!tasks.empty()) co_await sleep(1ms);
    CHECK(count.most == 3);
    CHECK(count.done == 20);
  });
}

TEST_CASE("who is cancelled while waiting does not keep a place", "[loop]") {
  test::on_loop([](Executor executor) -> Task<> {
    Gate gate(executor, 1);
    Tasks tasks(executor);
    Count count;
    tasks.start("first", pass(gate, count));
    auto second = tasks.start("second", pass(gate, count));
    tasks.start("third", pass(gate, count));
    co_await sleep(0s);
    tasks.cancel(second);
    while (!tasks.empty()) co_await sleep(1ms);
    CHECK(count.done == 2);
    CHECK(count.inside == 0);
    co_await gate.enter();
  });
}
