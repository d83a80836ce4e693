#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using service::Action;
using service::Ending;
using service::Event;

namespace {

const std::string good_id = "sha256:" + std::string(64, '1');
const std::string good_digest = "sha256:" + std::string(64, '2');

struct Trial {
  explicit Trial(const Executor& executor) : shop(executor), steps(shop.shared, "web", shop.status, nobody()) {
    shop.describe("web", "{Container: {Image: img, Pull: never}}");
    shop.ledger.of("web").approve({"img:latest", good_id, good_digest}, 5);
    shop.docker.on("POST /images/*/tag").reply(201);
  }

  // What choosing an image comes to: "off-trial pulled".
  Task<std::string> choose() {
    co_await steps.run(Action::load);
    auto outcomes = co_await steps.run(Action::pull);
    std::string told;
    for (const auto& outcome : outcomes) told += std::string(service::name_of(outcome.event)) + " ";
    last = outcomes.back().verdict;
    co_return told;
  }

  Workshop shop;
  Steps steps;
  service::Verdict last;
};

const std::string good_image = R"({"Id":")" + good_id + R"(","RepoDigests":["img@)" + good_digest + R"("]})";

using Story = Task<> (*)(Trial&);

void tell(Story story) {
  test::on_loop([story](Executor executor) -> Task<> {
    Trial trial(executor);
    co_await story(trial);
    co_await trial.shop.close();
  });
}

Task<> new_image(Trial& trial) {
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  auto told = co_await trial.choose();
  CHECK(told == "on-trial pulled ");
  CHECK(trial.shop.asked("POST /images/sha256%3A" + std::string(64, '1') + "/tag?repo=img&tag=previous"));
  CHECK_FALSE(trial.steps.is_proven());
  trial.steps.approve();
  CHECK(trial.steps.is_proven());
  CHECK(trial.shop.ledger.of("web").previous->id == good_id);
}

// While the restart that a rollback orders is prepared, the image that is to go may come to the end of its trial.
Task<> rolled_back_on_trial(Trial& trial) {
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  co_await trial.choose();
  auto& record = trial.shop.ledger.of("web");
  record.roll_back(trial.steps.current().image, *record.good, 7);
  trial.steps.approve();
  CHECK(record.good->id == good_id);
  CHECK_FALSE(trial.steps.is_proven());
  CHECK(record.find_quarantined(trial.steps.current().image.id) != nullptr);
}

// There is nothing better: one that failed once, and then runs well, is good.
Task<> first_image_in_quarantine(Trial& trial) {
  auto& record = trial.shop.ledger.of("web");
  record.good.reset();
  record.put_into_quarantine({"img:latest", "sha256:aa", ""}, "why", 1);
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  co_await trial.choose();
  trial.steps.approve();
  CHECK(trial.steps.is_proven());
}

Task<> known_image(Trial& trial) {
  trial.shop.docker.on("GET /images/*/json").reply(200, good_image);
  auto told = co_await trial.choose();
  CHECK(told == "off-trial pulled ");
  CHECK(trial.steps.is_proven());
}

Task<> condemned(Trial& trial) {
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  co_await trial.choose();
  service::Verdict verdict{Ending::exit_code, 1, "the container exited with status 1"};
  trial.steps.condemn(verdict);
  CHECK(trial.shop.status.quarantine == "sha256:" + std::string(64, 'b'));
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  trial.shop.docker.on("GET /images/*/json").reply(200, good_image);
  auto told = co_await trial.choose();
  CHECK(told == "off-trial pulled ");
  CHECK(trial.steps.current().image.id == good_id);
  CHECK(
      trial.steps.current().text().starts_with("the last good image img:latest (sha256:222222222222): img:latest is in "
                                               "quarantine: the container exited with status 1"));
  trial.steps.acquit();
  CHECK(trial.shop.status.quarantine.empty());
}

Task<> gone(Trial& trial) {
  trial.shop.describe("web", "{Container: {Image: img, Pull: missing}}");
  trial.shop.ledger.of("web").put_into_quarantine({"img:latest", "sha256:aa", ""}, "why", 1);
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  trial.shop.docker.on("GET /images/*/json").reply(404, R"({"message":"no such image"})");
  trial.shop.docker.on("POST /images/create").chunks({"{\"error\":\"manifest unknown\"}\n"});
  auto told = co_await trial.choose();
  CHECK(told == "failed ");
  CHECK(trial.shop.asked("POST /images/create?fromImage=img&tag=sha256%3A2222"));
  CHECK(trial.last.text ==
        "img:latest is in quarantine: why, and the last good image sha256:222222222222 cannot be "
        "had: no such image: manifest unknown");
}

Task<> gone_for_good(Trial& trial) {
  trial.shop.ledger.of("web").put_into_quarantine({"img:latest", "sha256:aa", ""}, "why", 1);
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  trial.shop.docker.on("GET /images/*/json").reply(404, R"({"message":"no such image"})");
  auto told = co_await trial.choose();
  CHECK(told == "failed ");
  CHECK_FALSE(trial.shop.asked("POST /images/create"));
}

// A job whose new image is on trial has ended with status 0 when somebody looks.
Task<std::string> end_of(Trial& trial, const char* schedule) {
  trial.shop.describe("web", fmt::format("{{Container: {{Image: img, Pull: never}}{}}}", schedule));
  trial.shop.docker.on("GET /images/*/json").reply(200, cached_image);
  co_await trial.choose();
  trial.shop.docker.on("POST /containers/*/attach").upgrade("").hang();
  trial.shop.docker.on("POST /containers/*/rename").reply(204);
  trial.shop.docker.on("POST /containers/*/start").reply(204);
  trial.shop.docker.on("GET /containers/*/json").reply(200, inspected(ended(0)));
  trial.shop.docker.on("GET /containers/json")
      .reply(200, R"([{"Id":"c1","Names":["/web"],"State":"exited","Labels":{}}])");
  co_await trial.steps.run(Action::start);
  auto outcomes = co_await trial.steps.run(Action::look);
  std::string told;
  for (const auto& outcome : outcomes) told += std::string(service::name_of(outcome.event)) + " ";
  told += service::name_of(outcomes.back().verdict.ending);
  co_return told;
}

Task<> job_ends(Trial& trial) {
  auto told = co_await end_of(trial, ", Schedule: {Every: 1h}");
  CHECK(told == "ready proved exited success");
}

Task<> service_ends(Trial& trial) {
  auto told = co_await end_of(trial, "");
  CHECK(told == "exited exit-code");
}

}  // namespace

TEST_CASE("a job that ends well has proved its image, a service that ends has not", "[supervise]") {
  tell(job_ends);
  tell(service_ends);
}
TEST_CASE("a new image is on trial, and the last good one kept by its tag", "[supervise]") {
  tell(new_image);
}
TEST_CASE("the end of its trial does not bring back an image that somebody has rolled back", "[supervise]") {
  tell(rolled_back_on_trial);
}
TEST_CASE("where there is no last good image, one in quarantine may prove itself", "[supervise]") {
  tell(first_image_in_quarantine);
}
TEST_CASE("the last good image is not on trial", "[supervise]") {
  tell(known_image);
}
TEST_CASE("an image in quarantine is not started, the last good one is, and the status says why", "[supervise]") {
  tell(condemned);
}
TEST_CASE("a last good image that was pruned is asked for by digest, and missed aloud", "[supervise]") {
  tell(gone);
}
TEST_CASE("where nothing may be pulled, a last good image that was pruned is not, either", "[supervise]") {
  tell(gone_for_good);
}
