#include "supervise/runner.h"

#include "service/hold_words.h"
#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;

namespace {

namespace word = hold::word;

// A holder's own end of its connection.
struct FakeHolder {
  explicit FakeHolder(const Executor& executor) {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
    link = std::make_shared<HolderLink>(executor, UniqueFd(fds[0]), 1);
    own.reset(fds[1]);
  }

  // All packets that came, in one text.
  std::string heard() {
    char packet[word::longest_message];
    ssize_t got = 0;
    while ((got = ::recv(own.get(), packet, sizeof packet, MSG_DONTWAIT)) > 0)
      all += std::string(packet, static_cast<std::size_t>(got)) + "\n";
    return all;
  }

  Task<> until(std::string text) {
    for (int i = 0; i < 2000 && heard().find(text) == std::string::npos; ++i)
      co_await sleep(std::chrono::milliseconds(2));
    INFO(all);
    CHECK(all.find(text) != std::string::npos);
  }

  HolderPtr link;
  UniqueFd own;
  std::string all;
};

void script_a_start(Workshop& shop) {
  shop.describe("web", "{Container: {Image: img, Pull: never}}");
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
  shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  shop.docker.on("POST /containers/*/start").reply(204);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(running));
  shop.docker.on("POST /containers/*/stop").reply(204);
  shop.docker.on("DELETE /containers/*").reply(204);
}

Task<> start_and_stop(Executor executor) {
  Workshop shop(executor);
  script_a_start(shop);
  shop.docker.on("GET /containers/json").reply(200, "[]");
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::start);
  co_await holder.until("READY=1");
  CHECK(runner->status().active_state == "active");
  for (int i = 0; i < 1000 && runner->status().main_pid == 0; ++i) co_await sleep(std::chrono::milliseconds(1));
  CHECK(runner->status().main_pid == 42);
  CHECK(runner->is_busy());
  runner->holder_wants_stop(holder.link);
  co_await holder.until("exit 0");
  CHECK(runner->status().active_state == "inactive");
  CHECK(runner->status().container_id.empty());
  co_await shop.close();
}

Task<> exit_status(Executor executor) {
  Workshop shop(executor);
  script_a_start(shop);
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(3)));
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::start);
  co_await holder.until("READY=1");
  runner->hint();
  co_await holder.until("exit 3");
  CHECK(runner->status().active_state == "failed");
  CHECK(runner->status().result == "exit-code");
  CHECK(runner->status().exit_status == 3);
  co_await shop.close();
}

Task<> broken_descriptor(Executor executor) {
  Workshop shop(executor);
  shop.describe("web", "{Container: {Imgae: img}}");
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  CHECK(runner->status().load_state == "error");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::start);
  co_await holder.until("exit 78");
  CHECK(holder.all.find("web.yaml:1:14: unknown key \"Imgae\"") != std::string::npos);
  CHECK(shop.docker.lines().empty());
  co_await shop.close();
}

Task<> adoption(Executor executor) {
  Workshop shop(executor);
  script_a_start(shop);
  shop.docker.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"running","Labels":{}}])");
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::running);
  co_await holder.until("running img:latest");
  CHECK(runner->status().sub_state == "running");
  for (const auto& line : shop.docker.lines()) CHECK_FALSE(line.starts_with("POST /containers/create"));
  co_await shop.close();
}

Task<> cleanup(Executor executor) {
  Workshop shop(executor);
  script_a_start(shop);
  shop.docker.on("GET /containers/json").reply(200, R"([{"Id":"c1","Names":["/web"],"State":"running","Labels":{}}])");
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder cleaner(executor);
  runner->holder_came(cleaner.link, word::cleanup);
  co_await cleaner.until("exit 0");
  auto lines = shop.docker.lines();
  CHECK(std::find(lines.begin(), lines.end(), "POST /containers/c1/stop") != lines.end());
  co_await shop.close();
}

const std::string good_id = "sha256:" + std::string(64, '1');

// A new image, with a last good one behind it.
void script_a_trial(Workshop& shop, const std::string& update) {
  script_a_start(shop);
  shop.describe("web", "{Container: {Image: img, Pull: never}, Update: {" + update + "}}");
  shop.ledger.of("web").approve({"img:latest", good_id, ""}, 5);
  shop.docker.on("POST /images/*/tag").reply(201);
}

Task<> fallback(Executor executor) {
  Workshop shop(executor);
  shop.docker.on("GET /images/*/json").reply(200, cached_image);
  shop.docker.on("GET /images/*/json").reply(200, R"({"Id":")" + good_id + R"("})");
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(4)));
  shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(4)));
  script_a_trial(shop, "");
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::start);
  co_await holder.until("READY=1\nSTATUS=running the last good image img:latest");
  CHECK(holder.all.find("exit ") == std::string::npos);
  CHECK(runner->status().rolled_back);
  CHECK(runner->status().quarantine == "sha256:" + std::string(64, 'b'));
  const auto& history = shop.ledger.of("web").history;
  REQUIRE(history.size() == 2);
  CHECK(history.front().why == "the container exited with status 4");
  CHECK_FALSE(runner->fix_wish().has_value());  // Pull: never asks nobody
  co_await shop.close();
}

Task<> proof(Executor executor) {
  Workshop shop(executor);
  script_a_trial(shop, "GoodAfter: 1ms");
  shop.docker.on_greeting();
  shop.docker.on("GET /events").chunks({}).hang();
  shop.watch.begin();  // what cannot be seen proves nothing
  co_await shop.watch.first_answer(std::chrono::seconds(5));
  INFO(shop.watch.trouble());
  REQUIRE(shop.watch.is_up());
  auto runner = std::make_shared<Runner>(shop.shared, "web");
  FakeHolder holder(executor);
  runner->holder_came(holder.link, word::start);
  co_await holder.until("STATUS=watching the first moments of a new image");
  co_await holder.until("READY=1");
  for (int i = 0; i < 1000 && !shop.ledger.of("web").previous; ++i) co_await sleep(std::chrono::milliseconds(2));
  REQUIRE(shop.ledger.of("web").previous);
  CHECK(shop.ledger.of("web").previous->id == good_id);
  // Back by hand: what runs is not to be started again.
  std::string the_one_before;
  auto target = runner->roll_back(the_one_before);
  REQUIRE(target);
  CHECK(*target == good_id);
  CHECK(runner->status().quarantine == "sha256:" + std::string(64, 'b'));
  CHECK(runner->unquarantine("bbbb") == 1);
  CHECK(runner->unquarantine("") == 0);
  co_await shop.close();
}

}  // namespace

TEST_CASE("a start ends in READY=1, a stop in exit 0 with the container gone", "[supervise]") {
  test::on_loop([](Executor executor) { return start_and_stop(executor); });
}
TEST_CASE("the holder ends with the container's exit status", "[supervise]") {
  test::on_loop([](Executor executor) { return exit_status(executor); });
}
TEST_CASE("a broken descriptor ends the start with its place before the engine is asked for anything", "[supervise]") {
  test::on_loop([](Executor executor) { return broken_descriptor(executor); });
}
TEST_CASE("a holder that is back finds its container running", "[supervise]") {
  test::on_loop([](Executor executor) { return adoption(executor); });
}
TEST_CASE("a cleanup stops and removes what is left", "[supervise]") {
  test::on_loop([](Executor executor) { return cleanup(executor); });
}
TEST_CASE("a new image that dies in its first moments is replaced by the last good one under the same holder",
          "[supervise]") {
  test::on_loop([](Executor executor) { return fallback(executor); });
}
TEST_CASE("an image that has run for long enough is the last good one, until somebody rolls back", "[supervise]") {
  test::on_loop([](Executor executor) { return proof(executor); });
}
