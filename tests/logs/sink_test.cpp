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
  Checkpoint checkpoint{folder.path("checkpoint")};
  std::string path = folder.path("museum.log");

  Source source() const { return {"museum", full_id, "museum-1", "registry.example/museum:7"}; }
  service::Log log_to(const std::string& file_path, bool to_journal) const {
    service::Log log;
    log.file = file_path;
    log.journal = to_journal;
    return log;
  }
  service::Log both() const { return log_to(path, true); }
  std::string file() const { return *file::read(path, 16 * 1024 * 1024); }
};

void put(Stage& stage, Sink& sink, Stream stream, std::string_view bytes) {
  sink.begin(Moment::now());
  sink.take(stream, bytes);
  stage.checkpoint.begin(sink.seal(), "");
  sink.write();
  stage.checkpoint.done();
}

void finish(Stage& stage, Sink& sink) {
  sink.begin(Moment::now());
  sink.take_ends();
  stage.checkpoint.begin(sink.seal(), "");
  sink.write();
  stage.checkpoint.done();
  sink.end();
}

std::string joined(const std::vector<test::Fields>& records) {
  std::string all;
  for (const auto& fields : records) all += fields.at("MESSAGE") + "|";
  return all;
}

}  // namespace

TEST_CASE("a line goes to the file as it came, and to the journal with all that is known of its origin", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), stage.both());
  put(stage, sink, Stream::out, "hello\n");
  put(stage, sink, Stream::err, "oh\r\n");
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
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), stage.both());
  put(stage, sink, Stream::out, "ou");
  put(stage, sink, Stream::err, "er");
  put(stage, sink, Stream::out, "t\nlast out");
  put(stage, sink, Stream::err, "r\nlast err");
  finish(stage, sink);
  CHECK(stage.file() == "out\nerr\nlast out\nlast err\n");
  CHECK(joined(stage.journald.receive_all()) == "out|err|last out|last err|");
  CHECK(sink.counters().lines == 4);
}

TEST_CASE("a descriptor can switch either leg off", "[logs]") {
  Stage stage;
  Sink only_file(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(),
                 stage.log_to(stage.path, false));
  Sink only_journal(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(),
                    stage.log_to("", true));
  put(stage, only_file, Stream::out, "file\n");
  put(stage, only_journal, Stream::out, "journal\n");
  finish(stage, only_file);
  finish(stage, only_journal);
  CHECK(stage.file() == "file\n");
  CHECK(joined(stage.journald.receive_all()) == "journal|");
}

TEST_CASE("a line too long for the journal's readers comes there in marked pieces, never through a character",
          "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), stage.both());
  std::string line = "x";
  while (line.size() < 100 * 1024) line += "ü";
  put(stage, sink, Stream::out, line + "\nnext\n");
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
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(),
            stage.log_to(stage.path, false));
  std::string part(Lines::longest, 'x');
  put(stage, sink, Stream::out, part + part + "y");
  put(stage, sink, Stream::out, "\nshort\n");
  put(stage, sink, Stream::out, part + "z");
  put(stage, sink, Stream::err, "err\n");
  put(stage, sink, Stream::out, "z\n");
  CHECK((stage.file() == part + part + "y\nshort\n" + part + "\nerr\nzz\n"));
  CHECK(sink.counters().lines == 4);
}

TEST_CASE("past its share of the journal a service's lines are counted and told of, the file has all", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), stage.both());
  std::string lines;
  std::vector<test::Fields> records;
  for (int i = 0; i < 10'100; ++i) {
    auto line = std::to_string(i) + "\n";
    lines += line;
    put(stage, sink, Stream::out, line);
    for (auto& fields : stage.journald.receive_all()) records.push_back(std::move(fields));
  }
  finish(stage, sink);
  CHECK((stage.file() == lines));
  CHECK(records.size() == 10'000);
  auto told = stage.journald.receive();
  REQUIRE(told);
  CHECK(told->at("MESSAGE") == "suppressed 100 lines of museum");
  CHECK(told->at("MESSAGE_ID") == message_id::suppressed);
  CHECK(told->at("N_DROPPED") == "100");
  CHECK(sink.counters().journal_suppressed == 100);
  finish(stage, sink);
  CHECK_FALSE(stage.journald.receive());
}

TEST_CASE("lines that a stalled journald did not take are told of, behind those it takes later", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), stage.log_to("", true));
  const int count = 9000;
  for (int i = 0; i < count; ++i) put(stage, sink, Stream::out, std::to_string(i) + "\n");
  finish(stage, sink);
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
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(),
            stage.log_to(stage.path, false));
  put(stage, sink, Stream::out, "one\n");
  put(stage, sink, Stream::out, "two\n");
  CHECK(sink.file_trouble() == stage.path + ": Is a directory");
  auto begun = stage.journald.receive_all();
  REQUIRE(begun.size() == 1);
  CHECK(begun[0].at("MESSAGE") == "lines are not written to " + stage.path + ": Is a directory");
  CHECK(begun[0].at("MESSAGE_ID") == message_id::gap);
  CHECK(sink.counters().file_lost == 2);

  REQUIRE(::rmdir(stage.path.c_str()) == 0);
  finish(stage, sink);
  auto over = stage.journald.receive_all();
  REQUIRE(over.size() == 1);
  CHECK(over[0].at("MESSAGE") + "\n" == stage.file());
  CHECK(sink.file_trouble().empty());
}

TEST_CASE("a note of Berth's own goes to the journal only", "[logs]") {
  Stage stage;
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(),
            stage.log_to(stage.path, false));
  sink.note(log::Level::notice, "lines may be missing here");
  auto fields = stage.journald.receive();
  REQUIRE(fields);
  CHECK(fields->at("SYSLOG_IDENTIFIER") == "berth");
  CHECK(fields->at("PRIORITY") == "5");
  CHECK_FALSE(file::exists(stage.path));
}

TEST_CASE("what a sink remembers makes another one go on in the middle of two lines and of a gap", "[logs]") {
  Stage stage;
  auto log = stage.both();
  log.journal = false;
  std::string state;
  {
    Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), log);
    put(stage, sink, Stream::out, "out ");
    put(stage, sink, Stream::err, "err ");
    REQUIRE(::mkdir(stage.path.c_str(), 0700) == 0);
    put(stage, sink, Stream::out, "goes on\nlost\nand ");
    sink.save(state);
    REQUIRE(::rmdir(stage.path.c_str()) == 0);
  }
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), log);
  Unpacking bytes(state);
  sink.restore(bytes);
  CHECK(bytes.ok());
  put(stage, sink, Stream::out, "on\n");
  put(stage, sink, Stream::err, "too\n");
  auto text = stage.file();
  CHECK(text.starts_with("berth: 2 lines (17 bytes) of museum were not written between "));
  CHECK(text.ends_with(": Is a directory\nand on\nerr too\n"));
}

TEST_CASE("lines of a batch that a dead process has sent to the journal are not sent again", "[logs]") {
  Stage stage;
  auto path = stage.folder.path("other");
  {
    Checkpoint checkpoint(path);
    Sink sink(stage.context.get_executor(), stage.journal, checkpoint, stage.source(), stage.both());
    sink.begin(Moment::now());
    sink.take(Stream::out, "one\ntwo\n");  // and here it dies
  }
  CHECK(joined(stage.journald.receive_all()) == "one|two|");
  Checkpoint checkpoint(path);
  CHECK(checkpoint.journaled() == 2);
  Sink sink(stage.context.get_executor(), stage.journal, checkpoint, stage.source(), stage.both());
  sink.begin(Moment::now());
  sink.take(Stream::out, "one\ntwo\nthree\n");
  checkpoint.begin(sink.seal(), "");
  sink.write();
  checkpoint.done();
  sink.begin(Moment::now());
  sink.take(Stream::out, "four\n");
  sink.seal();
  sink.write();
  CHECK(joined(stage.journald.receive_all()) == "three|four|");
  CHECK(stage.file() == "one\ntwo\nthree\nfour\n");
}

TEST_CASE("each form of a file has its own kind of line, for what Berth says in it, too", "[logs]") {
  Stage stage;
  auto log = stage.log_to(stage.path, false);
  log.format = GENERATE(service::LogFormat::timestamps, service::LogFormat::json);
  Sink sink(stage.context.get_executor(), stage.journal, stage.checkpoint, stage.source(), log);
  Moment now{std::chrono::steady_clock::now(), std::chrono::system_clock::from_time_t(1767268800)};
  sink.begin(now);
  sink.take(Stream::out, "one\n");
  sink.take_note("berth: a word");
  stage.checkpoint.begin(sink.seal(), "");
  sink.write();
  stage.checkpoint.done();
  bool is_json = log.format == service::LogFormat::json;
  CHECK(stage.file() == (is_json ? R"({"time":"2026-01-01T12:00:00.000000Z","stream":"stdout","log":"one"})"
                                   "\n"
                                   R"({"time":"2026-01-01T12:00:00.000000Z","stream":"stderr","log":"berth: a word"})"
                                   "\n"
                                 : "2026-01-01T12:00:00.000000Z one\n2026-01-01T12:00:00.000000Z berth: a word\n"));
}
