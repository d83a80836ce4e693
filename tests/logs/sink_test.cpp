#include "logs/sink.h"

#include <boost/asio/io_context.hpp>

#include "base/file.h"
#include "logs/fake_journald.h"
#include "logs/message_ids.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;

namespace {

const std::string full_id(64, 'c');

struct Stage {
  test::TempFolder folder;
  test::FakeJournald journald{folder.path("socket")};
  boost::asio::io_context context;
  Journal journal{context.get_executor(), folder.path("socket")};
  std::string path = folder.path("museum.log");

  Source source() const { return {"museum", full_id, "museum-1", "registry.example/museum:7"}; }
  service::Log both() const { return {path, true}; }
  std::string file() const { return *file::read(path, 16 * 1024 * 1024); }
};

std::string joined(const std::vector<test::Fields>& records) {
  std::string all;
  for (const auto& fields : records) all += fields.at("MESSAGE") + "|";
  return all;
}

}  // namespace

TEST_CASE("a line goes to the file as it came, and to the journal with all that is known of its origin", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), stage.both());
  sink.write(Stream::out, "hello\n");
  sink.write(Stream::err, "oh\r\n");
  CHECK(stage.file() == "hello\noh\r\n");
  test::Fields expected{{"MESSAGE", "hello"},
                        {"PRIORITY", "6"},
                        {"SYSLOG_IDENTIFIER", "museum"},
                        {"OBJECT_SYSTEMD_UNIT", "museum.service"},
                        {"CONTAINER_ID", std::string(12, 'c')},
                        {"CONTAINER_ID_FULL", full_id},
                        {"CONTAINER_NAME", "museum-1"},
                        {"IMAGE_NAME", "registry.example/museum:7"}};
  CHECK(stage.journald.receive() == expected);
  expected["MESSAGE"] = "oh\r";
  expected["PRIORITY"] = "3";
  CHECK(stage.journald.receive() == expected);
  CHECK(sink.counters().lines == 2);
  CHECK(sink.counters().bytes == 10);
}

TEST_CASE("unfinished lines of two streams do not mix, and the last ones come at the end", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), stage.both());
  sink.write(Stream::out, "ou");
  sink.write(Stream::err, "er");
  sink.write(Stream::out, "t\nlast out");
  sink.write(Stream::err, "r\nlast err");
  sink.end();
  CHECK(stage.file() == "out\nerr\nlast out\nlast err\n");
  CHECK(joined(stage.journald.receive_all()) == "out|err|last out|last err|");
  CHECK(sink.counters().lines == 4);
}

TEST_CASE("a descriptor can switch either leg off", "[logs]") {
  Stage stage;
  Sink only_file(stage.context.get_executor(), stage.journal, stage.source(), {stage.path, false});
  Sink only_journal(stage.context.get_executor(), stage.journal, stage.source(), {"", true});
  only_file.write(Stream::out, "file\n");
  only_journal.write(Stream::out, "journal\n");
  only_file.end();
  only_journal.end();
  CHECK(stage.file() == "file\n");
  CHECK(joined(stage.journald.receive_all()) == "journal|");
}

TEST_CASE("a line too long for the journal's readers comes there in marked pieces, never through a character",
          "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), stage.both());
  std::string line = "x";
  while (line.size() < 100 * 1024) line += "ü";
  sink.write(Stream::out, line + "\nnext\n");
  CHECK(stage.file() == line + "\nnext\n");
  auto records = stage.journald.receive_all();
  REQUIRE(records.size() == 4);
  std::string whole;
  for (int i = 0; i < 3; ++i) {
    const auto& fields = records[static_cast<std::size_t>(i)];
    CHECK(fields.at("MESSAGE").size() <= 48 * 1024);
    CHECK((static_cast<unsigned char>(fields.at("MESSAGE").front()) & 0xc0) != 0x80);
    CHECK(fields.count("CONTAINER_PARTIAL_MESSAGE") == (i < 2 ? 1 : 0));
    whole += fields.at("MESSAGE");
  }
  CHECK(whole == line);
  CHECK(records[3].count("CONTAINER_PARTIAL_MESSAGE") == 0);
}

TEST_CASE("an endless line goes on in the file, unless the other stream has something to say", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), {stage.path, false});
  std::string part(Lines::longest, 'x');
  sink.write(Stream::out, part + part + "y");
  sink.write(Stream::out, "\nshort\n");
  sink.write(Stream::out, part + "z");
  sink.write(Stream::err, "err\n");
  sink.write(Stream::out, "z\n");
  CHECK((stage.file() == part + part + "y\nshort\n" + part + "\nerr\nzz\n"));
  CHECK(sink.counters().lines == 4);
}

TEST_CASE("past its share of the journal a service's lines are counted and told of, the file has all", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), stage.both());
  std::string lines;
  std::vector<test::Fields> records;
  for (int i = 0; i < 10'100; ++i) {
    auto line = std::to_string(i) + "\n";
    lines += line;
    sink.write(Stream::out, line);
    for (auto& fields : stage.journald.receive_all()) records.push_back(std::move(fields));
  }
  sink.end();
  CHECK((stage.file() == lines));
  CHECK(records.size() == 10'000);
  auto told = stage.journald.receive();
  REQUIRE(told);
  CHECK(told->at("MESSAGE") == "suppressed 100 lines of museum");
  CHECK(told->at("MESSAGE_ID") == message_id::suppressed);
  CHECK(told->at("N_DROPPED") == "100");
  CHECK(sink.counters().journal_suppressed == 100);
  sink.end();
  CHECK_FALSE(stage.journald.receive());
}

TEST_CASE("lines that a stalled journald did not take are told of, behind those it takes later", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), {"", true});
  const int count = 9000;
  for (int i = 0; i < count; ++i) sink.write(Stream::out, std::to_string(i) + "\n");
  sink.end();
  auto dropped = sink.counters().journal_dropped;
  CHECK(dropped > 0);
  std::vector<test::Fields> records;
  while (records.size() < count - dropped + 1) {
    stage.context.restart();
    REQUIRE(stage.context.run_one_for(std::chrono::seconds(5)) == 1);
    for (auto& fields : stage.journald.receive_all()) records.push_back(std::move(fields));
  }
  CHECK(records.back().at("N_DROPPED") == std::to_string(dropped));
  CHECK(records.back().at("MESSAGE_ID") == message_id::gap);
}

TEST_CASE("trouble with the file is told in the journal, once when it begins and once when it is over", "[logs]") {
  Stage stage;
  REQUIRE(file::make_folder(stage.path, 0700));
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), {stage.path, false});
  sink.write(Stream::out, "one\n");
  sink.write(Stream::out, "two\n");
  CHECK(sink.file_trouble() == stage.path + ": Is a directory");
  auto begun = stage.journald.receive_all();
  REQUIRE(begun.size() == 1);
  CHECK(begun[0].at("MESSAGE") == "lines are not written to " + stage.path + ": Is a directory");
  CHECK(begun[0].at("MESSAGE_ID") == message_id::gap);
  CHECK(sink.counters().file_lost == 2);

  REQUIRE(::rmdir(stage.path.c_str()) == 0);
  sink.end();
  auto over = stage.journald.receive_all();
  REQUIRE(over.size() == 1);
  CHECK(over[0].at("MESSAGE") + "\n" == stage.file());
  CHECK(sink.file_trouble().empty());
}

TEST_CASE("a note of Berth's own goes to the journal only", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.source(), {stage.path, false});
  sink.note(log::Level::notice, "lines may be missing here");
  auto fields = stage.journald.receive();
  REQUIRE(fields);
  CHECK(fields->at("SYSLOG_IDENTIFIER") == "berth");
  CHECK(fields->at("PRIORITY") == "5");
  CHECK_FALSE(file::exists(stage.path));
}
