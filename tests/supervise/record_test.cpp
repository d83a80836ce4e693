#include "supervise/record.h"

#include "support/catch.h"

using namespace berth::supervise;

namespace {

ImageVersion image(char letter) {
  std::string name = "sha256:" + std::string(64, letter);
  return {"img:latest", name, "sha256:" + std::string(63, letter) + "0"};
}

}  // namespace

TEST_CASE("a run remembers when its image came, and one that nobody ended was cut off", "[supervise]") {
  Record record;
  record.begin_run(image('a'), 100);
  record.current_run()->ended = 150;
  record.begin_run(image('a'), 200);
  CHECK(record.current_run()->pulled == 100);
  record.begin_run(image('b'), 300);
  REQUIRE(record.history.size() == 3);
  CHECK(record.history[1].ended == 300);
  CHECK(record.history[1].result == "unknown");
  CHECK(record.current_run()->pulled == 300);
}

TEST_CASE("an image that was pulled ahead of time came when it was pulled", "[supervise]") {
  Record record;
  record.confirm(image('a'), 50);
  record.confirm(image('a'), 70);
  CHECK(record.confirmed == 70);
  record.begin_run(image('a'), 100);
  CHECK(record.current_run()->pulled == 50);
  record.confirm(image('b'), 120);
  record.begin_run(image('b'), 130);
  CHECK(record.current_run()->pulled == 120);
}

TEST_CASE("history and quarantine are bounded, and keep the newest", "[supervise]") {
  Record record;
  for (int i = 0; i < 200; ++i) {
    auto one = image('a');
    one.id = std::to_string(i);
    record.begin_run(one, i);
    record.put_into_quarantine(one, std::string(5000, 'x'), i);
  }
  CHECK(record.history.size() == 50);
  CHECK(record.history.back().image.id == "199");
  CHECK(record.quarantine.size() == 20);
  CHECK(record.find_quarantined("199") != nullptr);
  CHECK(record.find_quarantined("0") == nullptr);
  CHECK(to_json(record).size() < 100'000);
}

TEST_CASE("an approved image pushes the one before back by one", "[supervise]") {
  Record record;
  record.approve(image('a'), 5);
  record.good_ends = true;
  record.approve(image('a'), 5);
  CHECK_FALSE(record.previous);
  CHECK(record.good_ends);
  record.approve(image('b'), 5);
  CHECK(record.good->id == image('b').id);
  CHECK(record.previous->id == image('a').id);
  CHECK_FALSE(record.good_ends);
}

TEST_CASE("images are released from quarantine by the beginning of their digest or id", "[supervise]") {
  Record record;
  record.put_into_quarantine(image('a'), "why", 1);
  record.put_into_quarantine(image('b'), "why", 2);
  record.put_into_quarantine(image('a'), "again", 3);
  CHECK(record.quarantine.size() == 2);
  CHECK(record.release("ccc") == 0);
  CHECK(record.release("sha256:aaaa") == 1);
  CHECK(record.release("") == 1);
  CHECK_FALSE(image('a').is_named(""));
  CHECK_FALSE(image('a').is_named("sha256:"));
}

TEST_CASE("a record survives its file, and a newer one's unknown keys do no harm", "[supervise]") {
  Record record;
  record.image = "img:latest";
  record.digest = "sha256:dd";
  record.confirmed = 1'700'000'000'000'000;
  record.approve(image('a'), 5);
  record.approve(image('b'), 5);
  record.good_ends = true;
  record.put_into_quarantine(image('c'), "exited with status 1", 7);
  record.begin_run(image('b'), 100);
  record.current_run()->ready = 110;
  auto read = record_from_json(to_json(record));
  REQUIRE(read);
  CHECK(to_json(*read) == to_json(record));
  CHECK(read->confirmed == record.confirmed);
  auto newer = record_from_json(
      R"({"version":9,"image":"img:1","later":{"a":[1]},"good":{"id":7},"history":[3,{"image":{}}],"quarantine":"no"})");
  REQUIRE(newer);
  CHECK(newer->image == "img:1");
  CHECK_FALSE(newer->good);
  CHECK(newer->history.empty());
  // As the first release wrote it.
  auto older = record_from_json(R"({"version":1,"image":"img:1","digest":"sha256:aa","confirmed":1700000000})");
  REQUIRE(older);
  CHECK(older->confirmed == 1'700'000'000'000'000);
}

TEST_CASE("words of others are cut between characters, and the file can still be read", "[supervise]") {
  Record record;
  std::string words(299, 'x');
  words += "\xc3\xa4 and \xff";
  record.begin_run(image('a'), 1);
  record.put_into_quarantine(image('a'), words, 2);
  record.end_run("exit-code", words, 3);
  auto again = record_from_json(to_json(record));
  REQUIRE(again);
  CHECK(again->quarantine.at(0).why.starts_with(std::string(299, 'x')));
  CHECK(again->history.at(0).why == again->quarantine.at(0).why);
}

TEST_CASE("going back twice goes back twice, never forward to what was left", "[supervise]") {
  Record record;
  for (char letter : {'a', 'b', 'c'}) {
    record.begin_run(image(letter), letter);
    record.approve(image(letter), 5);
  }
  // Acquitted, because the last good one did no better; it was ready for a moment.
  record.begin_run(image('x'), 'x');
  record.current_run()->ready = 'x' + 1;
  record.roll_back(image('c'), image('b'), 1000);
  CHECK(record.good->id == image('b').id);
  CHECK(record.previous->id == image('a').id);
  CHECK(record.find_quarantined(image('c').id) != nullptr);
  record.roll_back(image('b'), image('a'), 1001);
  CHECK(record.good->id == image('a').id);
  CHECK_FALSE(record.previous);
}

TEST_CASE("what a container was started with is told to the next daemon", "[supervise]") {
  Record record;
  CHECK_FALSE(record_from_json(to_json(record))->baseline);
  Baseline baseline;
  baseline.container_id = "c1";
  baseline.version = "1";
  baseline.revision = 3;
  baseline.key = berth::HashKey::random();
  baseline.text = "t";
  baseline.meaning = "m";
  baseline.environment = "e";
  baseline.files = {{"/a", {"1:2", "x"}}, {"/b", {}}};
  record.baseline = baseline;
  auto read = record_from_json(to_json(record));
  REQUIRE(read);
  CHECK(read->baseline == baseline);
}
