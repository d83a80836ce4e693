#include "base/file.h"
#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Event;

namespace {

const std::string both_listed =
    R"([{"Id":"b1","Names":["/web.berth-before"],"Image":"img","State":"exited","Labels":{"org.berth.service":"web"}},)"
    R"({"Id":"c1","Names":["/web"],"Image":"img","State":"running","Labels":{"org.berth.service":"web"}}])";

const std::string prepared_listed =
    R"([{"Id":"n1","Names":["/web.berth-next"],"Image":"img","State":"created","Labels":{"org.berth.service":"web"}}])";

// What a daemon that died has left: a container that runs, and one that it had set aside.
struct Leftover {
  explicit Leftover(const Executor& executor, const std::string& listed = both_listed)
      : shop(executor), steps(shop.shared, "web", shop.status, nobody()) {
    shop.describe("web", "{Container: {Image: img, Pull: never}}");
    shop.docker.on("GET /containers/json").reply(200, listed);
    shop.docker.on("GET /containers/c1/json").reply(200, inspected(running));
    shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  }

  Workshop shop;
  Steps steps;
};

Task<> removed_at_first_look(Leftover& left) {
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(left.steps.current().container_id == "c1");
  CHECK(left.shop.asked("DELETE /containers/b1"));
  CHECK_FALSE(left.shop.asked("DELETE /containers/c1"));
  auto listed = left.shop.times_asked("GET /containers/json");
  co_await left.steps.run(Action::look);
  CHECK(left.shop.times_asked("GET /containers/json") == listed);
}

Task<> look_of(Steps& steps) {
  co_await steps.run(Action::look);
}

Task<> removed_by_the_next(Leftover& left) {
  left.shop.docker.on("DELETE /containers/*").hang();
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto first = left.shop.tasks.start("look", look_of(left.steps));
  for (int i = 0; i < 1000 && !left.shop.asked("DELETE"); ++i) co_await sleep(std::chrono::milliseconds(1));
  left.shop.tasks.cancel(first);  // as when the engine is seen to be up meanwhile
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(left.shop.times_asked("DELETE /containers/b1") == 2);
}

// Its end was read by nobody, and its service has not even been loaded.
Task<> unread_end_of_leftover(Leftover& left) {
  left.shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}}");
  left.shop.folder.write("output/b1", "how far it was read");
  left.shop.docker.on("GET /containers/b1/json").reply(200, inspected(ended(0)));
  left.shop.docker.on("DELETE /containers/*").reply(204);
  co_await left.steps.run(Action::load);
  auto log = file::read(left.shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->find(": the way to its output was lost before its end") != std::string::npos);
}

// Somebody removed it while no daemon was there, and the stop is the first that this one hears of the service.
Task<> nothing_left(Executor executor) {
  Workshop shop(executor);
  Steps steps(shop.shared, "web", shop.status, nobody());
  shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}}");
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.ledger.of("web").begin_run({"img", "sha256:1", ""}, 1);
  co_await steps.run(Action::stop);
  auto outcomes = co_await steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
  auto log = file::read(shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->find(": somebody removed the container while nobody read it") != std::string::npos);
  CHECK(shop.ledger.of("web").current_run() == nullptr);
  co_await steps.run(Action::clear);
  auto again = file::read(shop.folder.path("log/web.log"), 1000);
  CHECK(*again == *log);
  co_await shop.close();
}

Task<> removed_at_the_end(Leftover& left) {
  left.shop.docker.on("DELETE /containers/*").hang();
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto first = left.shop.tasks.start("look", look_of(left.steps));
  for (int i = 0; i < 1000 && !left.shop.asked("DELETE"); ++i) co_await sleep(std::chrono::milliseconds(1));
  left.shop.tasks.cancel(first);
  auto outcomes = co_await left.steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
  CHECK(left.shop.times_asked("DELETE /containers/b1") == 2);
  CHECK(left.shop.times_asked("DELETE /containers/c1") == 1);
}

Task<> looked_for_again(Leftover& left) {
  left.shop.docker.on("DELETE /containers/*").reply(204);
  co_await left.steps.run(Action::look);
  left.steps.note_engine_up();
  co_await left.steps.run(Action::look);
  CHECK(left.shop.times_asked("DELETE /containers/b1") == 2);
}

// A socket as a daemon before this one has left it, with a line in it.
struct Kept {
  explicit Kept(Leftover& left, const std::string& id = "c1") {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    left.shop.outputs.give_back(id, UniqueFd(ends[0]));
    left.shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}}");
    write({"\1\0\0\0\0\0\0\5last\n", 13});
  }
  ~Kept() { ::close(ends[1]); }

  void write(std::string_view frame) const { REQUIRE(::write(ends[1], frame.data(), frame.size()) > 0); }

  int ends[2];
};

Task<> until_logged(Leftover& left, std::string lines) {
  auto path = left.shop.folder.path("log/web.log");
  Result<std::string> log = std::string();
  for (int i = 0; i < 2000 && (!log || *log != lines); ++i) {
    co_await sleep(std::chrono::milliseconds(1));
    log = file::read(path, 1000);
  }
  REQUIRE(log.has_value());
  CHECK(*log == lines);
}

Task<> act(Steps& steps, Action action) {
  co_await steps.run(action);
}

// An engine whose container has ended waits until its output has been taken; asked about it, it does not answer.
Task<> read_before_asked(Leftover& left, Action action, std::string question) {
  Kept kept(left);
  left.shop.docker.on(question).hang();
  auto task = left.shop.tasks.start("action", act(left.steps, action));
  co_await until_logged(left, "last\n");
  for (int i = 0; i < 2000 && !left.shop.asked(question); ++i) co_await sleep(std::chrono::milliseconds(1));
  CHECK(left.shop.asked(question));
  left.shop.tasks.cancel(task);
}

Task<> read_before_look(Leftover& left) {
  left.shop.docker.on("GET /containers/c1/json").hang();
  co_await read_before_asked(left, Action::look, "GET /containers/c1/json");
}

Task<> read_before_stop(Leftover& left) {
  co_await read_before_asked(left, Action::stop, "POST /containers/c1/stop");
}

void note_run(Leftover& left, const std::string& id = "c1") {
  auto& record = left.shop.ledger.of("web");
  record.begin_run({"img", "sha256:1", ""}, 1);
  record.baseline.emplace().container_id = id;
}

// Its container wrote a line, ended, and was removed while no daemon was there.
std::unique_ptr<Kept> run_that_is_gone(Leftover& left) {
  left.shop.docker.on("DELETE /containers/*").reply(204);
  note_run(left);
  auto kept = std::make_unique<Kept>(left);
  ::shutdown(kept->ends[1], SHUT_WR);
  return kept;
}

// The container that ran is gone; only what a restart had prepared is there.
Task<> only_prepared_left(Leftover& left) {
  auto kept = run_that_is_gone(left);
  auto looked = co_await left.steps.run(Action::look);
  CHECK(looked.back().event == Event::exited);
  CHECK(looked.back().verdict.ending == service::Ending::lost);
  co_await left.steps.run(Action::clear);
  auto log = file::read(left.shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->starts_with("last\n"));
  CHECK(log->find(": somebody removed the container while nobody read it") != std::string::npos);
  CHECK(left.shop.asked("DELETE /containers/n1"));
}

// Also if a stop is the first that this daemon hears of it.
Task<> only_prepared_left_for_a_stop(Leftover& left) {
  left.shop.docker.on("POST /containers/n1/stop").reply(304);
  left.shop.docker.on("GET /containers/n1/json").reply(200, inspected(R"({"Status":"created","Running":false})"));
  auto kept = run_that_is_gone(left);
  co_await left.steps.run(Action::stop);
  co_await left.steps.run(Action::clear);
  auto log = file::read(left.shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->starts_with("last\n"));
}

// The engine's log was being asked for what may be missing when that was called off.
Task<> told_by_the_next(Executor executor) {
  Workshop shop(executor);
  shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}}");
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("GET /containers/json").reply(200, "[]");
  shop.docker.on("GET /containers/json")
      .reply(200, R"([{"Id":"c1","Names":["/web"],"State":"exited","Labels":{"org.berth.service":"web"}}])");
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade({"\1\0\0\0\0\0\0\5last\n", 13});
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("GET /containers/c1/json").reply(200, inspected(ended(0)));
  shop.docker.on("DELETE /containers/*").reply(204);
  {
    Steps before(shop.shared, "web", shop.status, nobody());
    for (auto action : {Action::load, Action::pull, Action::create, Action::start, Action::look})
      co_await before.run(action);
  }
  Steps steps(shop.shared, "web", shop.status, nobody());
  co_await steps.run(Action::look);
  shop.docker.on("GET /containers/c1/logs").hang();
  shop.docker.on("GET /containers/c1/logs").reply(200, "");
  auto first = shop.tasks.start("clear", act(steps, Action::clear));
  auto question = "GET /containers/c1/logs";
  for (int i = 0; i < 2000 && !shop.asked(question); ++i) co_await sleep(std::chrono::milliseconds(1));
  CHECK(shop.asked(question));
  shop.tasks.cancel(first);
  co_await sleep(std::chrono::milliseconds(20));
  auto outcomes = co_await steps.run(Action::clear);
  CHECK(outcomes.back().event == Event::removed);
  auto log = file::read(shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->starts_with("last\nberth: lines of web may be missing"));
  co_await shop.close();
}

// A start finds it, and it is of an earlier one: what there is to read is not lost to whoever removes it.
Task<> read_before_start(Leftover& left) {
  Kept kept(left);
  left.shop.docker.on("GET /containers/c1/json").reply(200, inspected(ended(0)));
  left.shop.docker.on("DELETE /containers/*").reply(204);
  co_await left.steps.run(Action::load);
  CHECK(left.shop.outputs.has("c1"));
  kept.write({"\1\0\0\0\0\0\0\6later\n", 14});
  ::shutdown(kept.ends[1], SHUT_WR);
  co_await left.steps.run(Action::clear);
  co_await until_logged(left, "last\nlater\n");
}

const std::string both_run =
    R"([{"Id":"c1","Names":["/web"],"Image":"img","State":"running","Labels":{"org.berth.service":"web"}},)"
    R"({"Id":"b1","Names":["/web.berth-before"],"Image":"img","State":"running","Labels":{"org.berth.service":"web"}}])";

const std::string removing_listed =
    R"([{"Id":"d1","Names":["/web"],"Image":"img","State":"removing","Labels":{"org.berth.service":"web"}}])";

const std::string started_listed =
    R"([{"Id":"c1","Names":["/web"],"Image":"img","State":"created","Labels":{"org.berth.service":"web"}}])";

// The engine was in the course of a start when the daemon died: its list is of before, and an answer about the
// container waits for the end of the start.
Task<> started_meanwhile(Leftover& left) {
  note_run(left);
  Kept kept(left);
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(left.steps.current().container_id == "c1");
  co_await until_logged(left, "last\n");
}

Task<> never_started(Leftover& left) {
  note_run(left, "n1");
  Kept kept(left, "n1");
  left.shop.docker.on("GET /containers/n1/json").reply(200, inspected(R"({"Status":"created","Running":false})"));
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().verdict.ending == service::Ending::interrupted);
  co_await left.steps.run(Action::clear);
  CHECK(left.shop.asked("DELETE /containers/n1"));
  CHECK_FALSE(left.shop.asked("POST /containers/n1/stop"));
  co_await until_logged(left, "last\n");
}

// A daemon before this one was reading it, and had lost the way to it.
Task<> told_of_removed(Leftover& left, int status, std::string answer) {
  left.shop.describe("web", "{Container: {Image: img, Pull: never}, Log: {Journal: no}}");
  left.shop.docker.on("GET /containers/d1/json").reply(status, answer);
  left.shop.docker.on("GET /containers/d1/json").reply(404, R"({"message":"No such container: d1"})");
  left.shop.docker.on("DELETE /containers/*").reply(404, R"({"message":"No such container: d1"})");
  note_run(left, "d1");
  left.shop.folder.write("output/d1", "how far it was read");
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().verdict.ending == service::Ending::lost);
  co_await left.steps.run(Action::clear);
  auto log = file::read(left.shop.folder.path("log/web.log"), 1000);
  REQUIRE(log.has_value());
  CHECK(log->starts_with("berth: lines of web may be missing"));
  CHECK(std::count(log->begin(), log->end(), '\n') == 1);
}

Task<> removed_before_asked(Leftover& left) {
  return told_of_removed(left, 404, R"({"message":"No such container: d1"})");
}

Task<> removed_meanwhile(Leftover& left) {
  return told_of_removed(left, 200, inspected(R"({"Status":"removing","Running":false})"));
}

// By hand, and berthd was killed before it knew.
Task<> set_aside_and_started(Leftover& left) {
  left.shop.docker.on("GET /containers/b1/json").reply(200, inspected(running));
  left.shop.docker.on("GET /containers/b1/json").reply(200, inspected(ended(0)));
  left.shop.docker.on("POST /containers/b1/stop").reply(204);
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto outcomes = co_await left.steps.run(Action::look);
  CHECK(outcomes.back().event == Event::found_running);
  CHECK(left.steps.current().container_id == "c1");
  CHECK(left.shop.asked("POST /containers/b1/stop"));
  CHECK(left.shop.asked("DELETE /containers/b1"));
  CHECK_FALSE(left.shop.asked("DELETE /containers/c1"));
}

// Nobody has told it to end yet: it does so in order, and is read until then.
Task<> stopped_before_removed(Leftover& left) {
  Kept kept(left);
  left.shop.docker.on("POST /containers/c1/stop").reply(204);
  left.shop.docker.on("DELETE /containers/*").reply(204);
  auto clearing = left.shop.tasks.start("clear", act(left.steps, Action::clear));
  for (int i = 0; i < 2000 && !left.shop.asked("POST /containers/c1/stop"); ++i)
    co_await sleep(std::chrono::milliseconds(1));
  CHECK_FALSE(left.shop.asked("DELETE /containers/c1"));
  kept.write({"\1\0\0\0\0\0\0\6later\n", 14});
  ::shutdown(kept.ends[1], SHUT_WR);
  co_await until_logged(left, "last\nlater\n");
  for (int i = 0; i < 2000 && !left.shop.asked("DELETE /containers/c1"); ++i)
    co_await sleep(std::chrono::milliseconds(1));
  CHECK(left.shop.asked("DELETE /containers/c1"));
  left.shop.tasks.cancel(clearing);
}

void run(Task<> (*story)(Leftover&), const std::string& listed = both_listed) {
  on_loop([story, &listed](Executor executor) -> Task<> {
    Leftover left(executor, listed);
    co_await story(left);
    co_await left.shop.close();
  });
}

}  // namespace

TEST_CASE("the first look removes what was set aside and is of no use now", "[supervise]") {
  run(removed_at_first_look);
}
TEST_CASE("a removal of leftovers that was cut off is begun anew by the next look", "[supervise]") {
  run(removed_by_the_next);
}
TEST_CASE("that lines of a leftover may be missing is told where its log is", "[supervise]") {
  run(unread_end_of_leftover);
}
TEST_CASE("or by the end of the service", "[supervise]") {
  run(removed_at_the_end);
}
TEST_CASE("an engine that is back is asked for leftovers again", "[supervise]") {
  run(looked_for_again);
}
TEST_CASE("that the end of a container which is gone was read by nobody is told where its log is", "[supervise]") {
  on_loop([](Executor executor) { return nothing_left(executor); });
}
TEST_CASE("what a container has written is read before the engine is asked about it", "[supervise]") {
  run(read_before_look);
}
TEST_CASE("and before it is told to stop it", "[supervise]") {
  run(read_before_stop);
}
TEST_CASE("and by a start, which leaves the rest to whoever removes it", "[supervise]") {
  run(read_before_start);
}
TEST_CASE("what a container has left that is gone is read, though something prepared is there", "[supervise]") {
  run(only_prepared_left, prepared_listed);
}
TEST_CASE("and by a stop", "[supervise]") {
  run(only_prepared_left_for_a_stop, prepared_listed);
}
TEST_CASE("that lines may be missing is told by the next if one that was to tell it was called off", "[supervise]") {
  on_loop([](Executor executor) { return told_by_the_next(executor); });
}
TEST_CASE("a container that the engine was starting when its daemon died is adopted", "[supervise]") {
  run(started_meanwhile, started_listed);
}
TEST_CASE("and its start was cut off if it was never started", "[supervise]") {
  run(never_started, prepared_listed);
}
TEST_CASE("one that runs is stopped and read to its end before it is removed", "[supervise]") {
  run(stopped_before_removed);
}
TEST_CASE("a container that is gone when it is asked about has lines that nobody read", "[supervise]") {
  run(removed_before_asked, removing_listed);
}
TEST_CASE("and so has one that is being removed", "[supervise]") {
  run(removed_meanwhile, removing_listed);
}
TEST_CASE("what was set aside and somebody has started again is stopped and removed", "[supervise]") {
  run(set_aside_and_started, both_run);
}
