#include "supervise/pulls.h"

#include <algorithm>

#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace berth::supervise;
using namespace std::chrono_literals;

namespace {

const std::string fine = "{\"status\":\"Pull complete\",\"id\":\"a\"}\n";
const std::string refused = "{\"error\":\"dial tcp: connection refused\"}\n";

struct Yard {
  explicit Yard(const Executor& executor, PullLimits limits = {})
      : docker(executor), engine(executor, docker.socket_path()), tasks(executor), pulls(tasks, engine, limits) {}

  std::size_t asked() const {
    auto lines = docker.lines();
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.starts_with("POST /images/create"); }));
  }

  // A wish of its own task; its outcome is counted.
  void want(const std::string& reference, RetryRule rule = {3, 1ms}) {
    PullWish wish{reference, "", rule, false, ""};
    last = tasks.start("want", wait_for(wish));
  }

  Task<> wait_for(PullWish wish) {
    PullWatcher watcher = [this](const std::string& text, const docker::PullProgress*) { texts.push_back(text); };
    auto done = co_await pulls.pull(wish, watcher);
    if (done) ++fetched;
    if (!done) errors.push_back(done.error());
  }

  Task<> settle() {
    for (int i = 0; i < 500 && !tasks.empty(); ++i) co_await sleep(2ms);
  }

  test::FakeDocker docker;
  docker::Engine engine;
  Tasks tasks;
  Pulls pulls;
  Tasks::Id last = 0;
  int fetched = 0;
  std::vector<Error> errors;
  std::vector<std::string> texts;
};

}  // namespace

TEST_CASE("twenty who want one image share one pull", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor);
    yard.docker.on("POST /images/create").chunks({}).hang();
    for (int i = 0; i < 20; ++i) yard.want("img:latest");
    co_await sleep(20ms);
    CHECK(yard.asked() == 1);
    yard.docker.push("POST /images/create", fine);
    yard.docker.finish("POST /images/create");
    co_await yard.settle();
    CHECK(yard.fetched == 20);
    CHECK(yard.asked() == 1);
  });
}

TEST_CASE("one who leaves takes nothing from the others, and the last one ends the pull", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor);
    yard.docker.on("POST /images/create").chunks({}).hang();
    yard.want("img:latest");
    auto first = yard.last;
    yard.want("img:latest");
    co_await sleep(10ms);
    yard.tasks.cancel(first);
    co_await sleep(10ms);
    CHECK(yard.docker.connections() == 1);
    yard.tasks.cancel(yard.last);
    co_await yard.settle();
    co_await sleep(10ms);
    CHECK(yard.docker.connections() == 0);
    CHECK(yard.tasks.empty());
  });
}

TEST_CASE("a registry's hiccup is outlived, and its failure told with its kind after the last try", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor);
    yard.docker.on("POST /images/create").chunks({refused});
    yard.docker.on("POST /images/create").chunks({fine});
    yard.want("img:latest");
    co_await yard.settle();
    CHECK(yard.fetched == 1);
    CHECK(yard.asked() == 2);
    auto said = std::find_if(yard.texts.begin(), yard.texts.end(), [](const auto& text) {
      return text.starts_with(
          "pulling img:latest: the registry is unreachable: dial tcp: connection refused; again in");
    });
    CHECK(said != yard.texts.end());
    yard.docker.on("POST /images/create").chunks({refused});
    yard.want("img:2", {2, 1ms});
    co_await yard.settle();
    REQUIRE(yard.errors.size() == 1);
    CHECK(yard.errors.front().text == "the registry is unreachable: dial tcp: connection refused");
    CHECK(yard.asked() >= 4);
  });
}

TEST_CASE("silence is a stall and ends in another try", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor, {3, 30ms});
    yard.docker.on("POST /images/create").chunks({}).hang();
    yard.docker.on("POST /images/create").chunks({fine});
    yard.want("img:latest");
    co_await yard.settle();
    CHECK(yard.fetched == 1);
    CHECK(yard.asked() == 2);
  });
}

TEST_CASE("only so many images are pulled at a time", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor, {2, 1min});
    yard.docker.on("POST /images/create").chunks({}).hang();
    for (int i = 0; i < 5; ++i) yard.want(fmt::format("img:{}", i));
    co_await sleep(20ms);
    CHECK(yard.asked() == 2);
    yard.tasks.cancel_all();
    co_await yard.settle();
  });
}

TEST_CASE("an engine that is away is no failing registry", "[supervise]") {
  test::on_loop([](Executor executor) -> Task<> {
    Yard yard(executor);
    docker::Engine nowhere(executor, "/nowhere/docker.sock");
    Pulls pulls(yard.tasks, nowhere, {});
    PullWish wish{"img:latest", "", {}, false, ""};
    PullWatcher watcher = [](const std::string&, const docker::PullProgress*) {};
    auto done = co_await pulls.pull(wish, watcher);
    REQUIRE(done.has_error());
    CHECK(done.error().kind == ErrorKind::unreachable);
    CHECK(done.error().text.find("registry") == std::string::npos);
  });
}
