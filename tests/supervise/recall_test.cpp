#include "supervise/recall.h"

#include <random>

#include "support/catch.h"

using namespace berth;
using namespace berth::supervise;
using docker::LoggedLine;
using docker::Stream;

namespace {

constexpr std::int64_t second = 1'000'000;

// A line a second, from second 100 on.
std::vector<LoggedLine> numbered(int count, Stream stream = Stream::out) {
  std::vector<LoggedLine> log;
  for (int i = 0; i < count; ++i) log.push_back({stream, (100 + i) * second, std::to_string(i) + "\n"});
  return log;
}

Border border(const std::string& read, std::int64_t at, const std::string& head = "", std::int64_t attached = 0) {
  Border one;
  one.tails[0].add(read, at);
  one.heads[0] = head;
  one.attached_at = attached;
  one.since = 100 * second;
  return one;
}

std::string text_of(const Recalled& recalled) {
  std::string text;
  for (const auto& piece : recalled.pieces) text += piece.text;
  return text;
}

}  // namespace

TEST_CASE("what is between the last line read and the first of the new connection is recalled", "[supervise]") {
  auto log = numbered(10);
  auto all = recall(log, border("0\n1\n2\n", 102 * second));
  CHECK(all.reaches_back);
  CHECK(text_of(all) == "3\n4\n5\n6\n7\n8\n9\n");
  CHECK(text_of(recall(log, border("2\n", 102 * second, "7\n8\n9\n", 107 * second))) == "3\n4\n5\n6\n");
  CHECK(text_of(recall(log, border("2\n", 102 * second, "3\n4\n5\n6\n7\n8\n9\n10\n", 102 * second))).empty());
  // The new connection begins behind what the log had when it was asked.
  CHECK(text_of(recall(log, border("8\n", 108 * second, "10\n11\n", 110 * second))) == "9\n");
}

TEST_CASE("a line that was read in part is recalled from there", "[supervise]") {
  std::vector<LoggedLine> log{{Stream::out, 100 * second, "first line\n"},
                              {Stream::out, 101 * second, "second line\n"}};
  auto rest = recall(log, border("first line\nsecond", 101 * second));
  REQUIRE(rest.pieces.size() == 1);
  CHECK(rest.pieces[0].text == " line\n");
  // And up to where the new connection begins, in the middle of one, too.
  CHECK(text_of(recall(log, border("first", 100 * second, "d line\nthird\n", 101 * second))) == " line\nsecon");
}

TEST_CASE("where nothing was ever read everything is recalled", "[supervise]") {
  auto log = numbered(3, Stream::err);
  auto all = recall(log, border("", 0));
  CHECK(all.reaches_back);
  CHECK(text_of(all) == "0\n1\n2\n");
  CHECK((all.pieces[0].stream == Stream::err));
}

TEST_CASE("the streams keep their order among each other", "[supervise]") {
  std::vector<LoggedLine> log{{Stream::out, 100 * second, "a\n"},
                              {Stream::err, 101 * second, "b\n"},
                              {Stream::out, 102 * second, "c\n"},
                              {Stream::err, 103 * second, "d\n"}};
  CHECK(text_of(recall(log, border("a\n", 100 * second))) == "b\nc\nd\n");
}

TEST_CASE("a log that does not reach back says so, and gives nothing", "[supervise]") {
  auto log = numbered(5);
  auto border_of_old = border("long gone\n", 106 * second);
  auto none = recall(log, border_of_old);
  CHECK_FALSE(none.reaches_back);
  CHECK(none.pieces.empty());
  // The last line of a quiet service is older than what was asked for: nothing is missing.
  border_of_old.tails[0].at = 20 * second;
  auto quiet = recall(log, border_of_old);
  CHECK(quiet.reaches_back);
  CHECK(text_of(quiet) == "0\n1\n2\n3\n4\n");
}

TEST_CASE("a damaged log that has less than the new connection brings adds nothing", "[supervise]") {
  auto log = numbered(10);
  log.erase(log.begin(), log.begin() + 7);
  auto one = border("2\n", 106 * second, "5\n6\n7\n8\n9\n10\n", 105 * second);
  auto recalled = recall(log, one);
  CHECK_FALSE(recalled.reaches_back);
  CHECK(recalled.pieces.empty());
}

TEST_CASE("of lines that are all the same those near the time are taken", "[supervise]") {
  std::vector<LoggedLine> log;
  for (int i = 0; i < 20; ++i) log.push_back({Stream::out, (100 + i) * second, "tick\n"});
  auto recalled = recall(log, border("tick\ntick\ntick\n", 105 * second + 1000, "tick\n", 119 * second));
  CHECK(recalled.pieces.size() == 13);
}

TEST_CASE("whatever was read and whatever comes, no line is doubled and none is lost", "[supervise]") {
  std::mt19937 random(4711);
  for (int round = 0; round < 500; ++round) {
    std::vector<LoggedLine> log;
    std::string all;
    for (int i = 0; i < 50; ++i) {
      auto line = std::to_string(random() % 30) + std::string(random() % 20, 'x') + std::to_string(i) + "\n";
      log.push_back({Stream::out, (100 + i) * second, line});
      all += line;
    }
    auto read = random() % all.size(), begins = read + random() % (all.size() - read + 1);
    // More comes through the connection than the log had.
    auto brought = all.substr(begins) + "later\n";
    auto when = [&all](std::size_t byte) {
      return (100 + std::count(all.begin(), all.begin() + static_cast<long>(byte), '\n')) * second;
    };
    auto head = random() % 3 == 0 ? brought.substr(0, 60 + random() % brought.size()) : brought;
    auto recalled = recall(log, border(all.substr(0, read), when(read), head, when(begins)));
    CAPTURE(round, read, begins, head);
    CHECK(recalled.reaches_back);
    CHECK(all.substr(0, read) + text_of(recalled) + brought == all + "later\n");
  }
}
