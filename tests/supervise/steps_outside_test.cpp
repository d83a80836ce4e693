#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

using Story = Task<> (*)(Workshop&, Steps&);

// A service whose container c1 was started by these steps and seen to run as process 42; the story says what comes
// then.
Task<> tell(Executor executor, Story story) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  shop.describe("web", "{Container: {Image: img, Pull: never}}");
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade("");  // the first run's, which is over
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/start").reply(204);
  for (auto action : {Action::load, Action::pull, Action::create, Action::start}) co_await steps.run(action);
  steps.note_ready();
  shop.status.main_pid = 42;
  co_await story(shop, steps);
  co_await shop.close();
}

const std::string again = R"({"Status":"running","Running":true,"Pid":43,"StartedAt":"2026-11-21T10:00:00Z"})";

Task<> restarted(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(143)));
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(143)));
  shop.docker.on("GET /containers/*/json").reply(200, inspected(again));
  steps.note_kill("c1");
  auto outcomes = co_await steps.run(Action::look);
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(shop.status.main_pid == 43);
  CHECK(shop.times_asked("POST /containers/c1/attach?") == 2);
  const auto& history = shop.ledger.of("web").history;
  REQUIRE(history.size() == 2);
  CHECK(history.front().result == "success");
  CHECK(history.front().why == "somebody restarted the container (docker restart)");
  CHECK(history.back().started == 1795255200000000);  // as the engine says
  Ledger on_disk(shop.folder.path());                 // a daemon that comes next must know, too
  CHECK(on_disk.of("web").current_run() != nullptr);
  CHECK(on_disk.of("web").current_container() == "c1");
  // It is a run like any other: an end by itself is seen at once, and blames its image.
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(3)));
  outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.blames_image());
}

Task<> restarted_unseen(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  co_await steps.run(Action::look);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(again));
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(shop.status.main_pid == 43);
  CHECK(shop.ledger.of("web").history.size() == 2);
}

Task<> stopped(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137)));
  steps.note_kill("c1");
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  const auto& verdict = outcomes.back().verdict;
  CHECK(verdict.ending == Ending::signal);
  CHECK(verdict.holder_status() == 137);
  CHECK_FALSE(verdict.blames_image());
  CHECK(verdict.text ==
        "the container was ended by SIGKILL (status 137), because the engine was told to (docker stop, docker kill)");
}

Task<> engine_stops(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(143)));
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(143))).drop_after(3);
  steps.note_kill("c1");
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.holder_status() == 143);
}

Task<> ended_by_itself(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137)));
  steps.note_kill("another");
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().verdict.blames_image());
  CHECK(outcomes.back().verdict.ending == Ending::signal);
  CHECK(shop.times_asked("GET /containers/c1/json") == 4);  // and three times whether it ran out of memory
}

// The engine hears of the end before it hears why.
Task<> out_of_memory(Workshop& shop, Steps& steps) {
  for (int i = 0; i < 3; ++i) shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137)));
  shop.docker.on("GET /containers/*/json")
      .reply(200, inspected(R"({"Status":"exited","Running":false,"OOMKilled":true,"ExitCode":137})"));
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().verdict.ending == Ending::oom_kill);
}

Task<> removed(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137)));
  shop.docker.on("GET /containers/*/json")
      .reply(200, inspected(R"({"Status":"removing","Running":false,"ExitCode":137})"));
  steps.note_kill("c1");
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::exited);
  CHECK(outcomes.back().verdict.ending == Ending::lost);
  CHECK(outcomes.back().verdict.text == "the container is gone: somebody or something else removed it");
}

// After the look that saw its end, and before its removal.
Task<> started_again(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(137)));
  auto outcomes = co_await steps.run(Action::look);
  REQUIRE(outcomes.back().event == Event::exited);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(again));
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.docker.on("GET /containers/*/logs").reply(200, "");
  shop.docker.on("POST /containers/*/attach").upgrade("");
  shop.docker.on("POST /containers/*/stop").reply(204);
  shop.docker.on("DELETE /containers/*").reply(409, R"({"message":"cannot remove a running container"})");
  shop.docker.on("DELETE /containers/*").reply(204);
  outcomes = co_await steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
  CHECK(shop.times_asked("POST /containers/c1/attach?") == 2);
  CHECK(shop.times_asked("POST /containers/c1/stop") == 1);
  CHECK(shop.times_asked("DELETE /containers/c1?v=1&force=0") == 1);
  CHECK(shop.times_asked("DELETE /containers/c1?v=1&force=1") == 1);
}

// The engine has lost its hold of it, and says that it was stopped.
Task<> survived(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  auto outcomes = co_await steps.run(Action::look);
  REQUIRE(outcomes.back().event == Event::found_running);
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.docker.on("GET /containers/*/logs").reply(200, "");
  shop.docker.on("POST /containers/*/stop").reply(204);
  shop.docker.on("DELETE /containers/*").reply(204);
  co_await steps.run(Action::stop);
  outcomes = co_await steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
  CHECK(shop.times_asked("POST /containers/c1/stop") == 1);
  CHECK(shop.times_asked("DELETE /containers/c1?v=1&force=1") == 1);
  CHECK(shop.times_asked("DELETE /containers/c1?v=1&force=0") == 0);
}

Task<> paused(Workshop& shop, Steps& steps) {
  shop.docker.on("GET /containers/*/json")
      .reply(200, inspected(R"({"Status":"paused","Running":true,"Paused":true,"Pid":42})"));
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  auto outcomes = co_await steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(shop.status.paused);
  co_await steps.run(Action::look);
  CHECK_FALSE(shop.status.paused);
}

}  // namespace

TEST_CASE("after docker restart the service goes on with the new process, whose output is read from its first line",
          "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, restarted); });
}
TEST_CASE("a docker restart that was over before we looked is a run of its own, too", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, restarted_unseen); });
}
TEST_CASE("docker stop and docker kill end the service with the container's status, and blame no image",
          "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, stopped); });
}
TEST_CASE("an engine that stops its containers and itself leaves an end that was seen", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, engine_stops); });
}
TEST_CASE("an end that nobody ordered is judged at once", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, ended_by_itself); });
}
TEST_CASE("a container that ran out of memory is told apart, also when the engine learns of it late", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, out_of_memory); });
}
TEST_CASE("a container that is being removed is gone", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, removed); });
}
TEST_CASE("a paused container runs, and is known to be paused", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, paused); });
}

TEST_CASE("a container that somebody starts again before it is removed is stopped, and its output read",
          "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, started_again); });
}
TEST_CASE("a container that a stop did not end is removed by force, and not stopped again", "[supervise]") {
  on_loop([](Executor executor) { return tell(executor, survived); });
}
