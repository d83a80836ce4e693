#include "logs/journal.h"

#include <boost/asio/io_context.hpp>

#include "logs/fake_journald.h"
#include "logs/record.h"
#include "logs/service_journal.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;
using namespace std::chrono_literals;

namespace {

// Reads whatever comes while the loop runs, until `count` records are there or a few seconds are over.
std::vector<test::Fields> run_until(boost::asio::io_context& context, test::FakeJournald& journald, std::size_t count) {
  std::vector<test::Fields> all;
  auto limit = std::chrono::steady_clock::now() + 5s;
  while (all.size() < count && std::chrono::steady_clock::now() < limit) {
    context.restart();
    context.run_for(1ms);
    for (auto& fields : journald.receive_all()) all.push_back(std::move(fields));
  }
  return all;
}

std::string numbered(int number, std::size_t size = 0) {
  std::string record;
  add_field(record, "N", std::to_string(number));
  add_field(record, "MESSAGE", std::string(size, 'm'));
  return record;
}

}  // namespace

TEST_CASE("any value arrives as it is", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  const test::Fields sent{{"MESSAGE", "grüße\tall = well"},
                          {"EMPTY", ""},
                          {"LINES", "one\ntwo\n"},
                          {"BINARY", std::string("\0\xff=\x1b\0", 5)}};
  std::string record;
  for (const auto& [key, value] : sent) add_field(record, key, value);
  journal.send(record);
  CHECK(journald.receive() == sent);
  CHECK(journal.counters().sent == 1);
}

TEST_CASE("a record too large for a datagram goes as a sealed file", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  journal.send(numbered(1, 5 * 1024 * 1024));
  auto fields = journald.receive();
  REQUIRE(fields);
  CHECK(fields->at("MESSAGE").size() == 5 * 1024 * 1024);
  CHECK(journald.files_received() == 1);
}

TEST_CASE("a stalled journald costs a bounded queue, then counted drops, and gets the rest in order later", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  auto ours = std::make_shared<std::uint64_t>(0), theirs = std::make_shared<std::uint64_t>(0);
  const int count = 2000;
  for (int i = 0; i < count; ++i) journal.send(numbered(i, 2000), i % 2 == 0 ? ours : theirs);
  const auto& counters = journal.counters();
  CHECK(counters.queued_bytes <= Journal::most_queued);
  CHECK(counters.queued_bytes > Journal::most_queued - 4096);
  CHECK(counters.dropped > 0);
  CHECK(*ours + *theirs == counters.dropped);
  CHECK(*ours >= counters.dropped / 2);

  auto arrived = run_until(context, journald, count - counters.dropped);
  REQUIRE(arrived.size() == count - counters.dropped);
  for (std::size_t i = 0; i < arrived.size(); ++i) REQUIRE(arrived[i].at("N") == std::to_string(i));
  CHECK(counters.queued_bytes == 0);
  CHECK(counters.sent == arrived.size());
}

TEST_CASE("what was sent while journald was away arrives at its successor", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  journal.send(numbered(0));
  CHECK(journald.receive_all().size() == 1);
  journald.stop();
  bool socket_gone = GENERATE(true, false);
  if (socket_gone) ::unlink(folder.path("socket").c_str());
  for (int i = 1; i <= 3; ++i) journal.send(numbered(i));
  context.run_for(10ms);
  journald.start();
  auto arrived = run_until(context, journald, 3);
  REQUIRE(arrived.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(arrived[static_cast<std::size_t>(i)].at("N") == std::to_string(i + 1));
  CHECK(journal.counters().reconnects == 1);
  CHECK(journal.counters().dropped == 0);
}

TEST_CASE("a journald that was restarted in between is found at once", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  journal.send(numbered(0));
  journald.start();
  journal.send(numbered(1));
  CHECK(journald.receive_all().size() == 1);
}

TEST_CASE("without a journald everything goes on, and the queue ends with its owner", "[logs]") {
  test::TempFolder folder;
  boost::asio::io_context context;
  auto drops = std::make_shared<std::uint64_t>(0);
  {
    Journal journal(context.get_executor(), folder.path("none"));
    for (int i = 0; i < 100; ++i) journal.send(numbered(i), drops);
    context.run_for(10ms);
    CHECK(*drops == 0);
  }
  CHECK(*drops == 100);
  context.restart();
  CHECK(context.run_for(5s) < 10);
}

TEST_CASE("Berth's own records name the unit they are about and their kind", "[logs]") {
  test::TempFolder folder;
  test::FakeJournald journald(folder.path("socket"));
  boost::asio::io_context context;
  Journal journal(context.get_executor(), folder.path("socket"));
  tell(journal, "museum", log::Level::error, "pull failed", message_id::service_failed, {{"IMAGE_NAME", "museum:1"}});
  CHECK(journald.receive() == test::Fields{{"MESSAGE", "pull failed"},
                                           {"PRIORITY", "3"},
                                           {"SYSLOG_IDENTIFIER", "berth"},
                                           {"OBJECT_SYSTEMD_UNIT", "museum.service"},
                                           {"MESSAGE_ID", std::string(message_id::service_failed)},
                                           {"IMAGE_NAME", "museum:1"}});
}
