#include "supervise/output.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <csignal>

#include "base/file.h"
#include "loop/wakeup.h"
#include "supervise/status.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::Output;

namespace {

std::string frame(char stream, const std::string& text) {
  std::string bytes{stream, 0, 0, 0, 0, 0, 0, static_cast<char>(text.size())};
  return bytes + text;
}

struct Stage {
  explicit Stage(const Executor& executor)
      : journal(executor, folder.path("no-journal")), tasks(executor), shelf(folder.path("output")) {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
    mine.reset(fds[0]);
    theirs.reset(fds[1]);
    log.file = folder.path("web.log");
    log.journal = false;
  }

  // A reader of the socket, which others have read before if it is resumed.
  std::unique_ptr<Output> open(bool is_resumed, std::string gap = "") {
    auto past = is_resumed ? Output::Past::resumed : gap.empty() ? Output::Past::none : Output::Past::elsewhere;
    Output::Way way{"c1", UniqueFd(::dup(mine.get())), past, std::move(gap), 1'767'268'800'000'000, recall};
    Output::Callbacks callbacks{[this] { ended = true; }, nullptr};
    return std::make_unique<Output>(tasks, shelf, journal, std::move(way), source, log, std::move(callbacks));
  }
  // Somebody has read this, so that the file has `text`, and gone.
  Task<> read_before(std::string said, std::string text) {
    auto reader = open(false);
    say(frame(1, said));
    co_await until_file(text);
  }
  void say(std::string_view bytes) {
    REQUIRE(::send(theirs.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
  std::string file() const {
    auto text = file::read(log.file, 256 << 20);
    return text ? *text : "";
  }
  Task<> until_file(std::string text) {
    for (int i = 0; i < 1000 && file() != text; ++i) co_await sleep(std::chrono::milliseconds(1));
    CHECK(file() == text);
  }

  test::TempFolder folder;
  logs::Journal journal;
  Tasks tasks;
  supervise::OutputShelf shelf;
  UniqueFd mine, theirs;
  service::Log log;
  supervise::Recall recall;
  logs::Source source{"web", "c1", "web", "img"};
  bool ended = false;
};

Task<> pump(Executor executor, std::string bytes, std::string expected) {
  Stage stage(executor);
  auto output = stage.open(false);
  // One byte at a time: no cut may matter.
  for (char byte : bytes) {
    stage.say({&byte, 1});
    co_await sleep(Duration(0));
  }
  stage.theirs.reset();
  co_await output->drained(std::chrono::seconds(5));
  CHECK(stage.ended);
  CHECK(output->has_ended());
  CHECK(stage.file() == expected);
}

// The first reader goes without a word, in the middle of a header, a frame and two lines.
Task<> succession(Executor executor) {
  Stage stage(executor);
  auto text = frame(1, "one\ntw") + frame(2, "er");
  auto first = stage.open(false);
  stage.say(text + frame(1, "o\nthree").substr(0, 5));
  co_await stage.until_file("one\n");
  first.reset();
  auto second = stage.open(true);
  stage.say(frame(1, "o\nthree").substr(5) + frame(2, "r\n"));
  co_await stage.until_file("one\ntwo\nerr\n");
  stage.theirs.reset();
  co_await second->drained(std::chrono::seconds(5));
  CHECK(stage.file() == "one\ntwo\nerr\nthree\n");
}

// Another connection to the same container: what was not finished is, and the place is marked.
Task<> gap(Executor executor) {
  Stage stage(executor);
  auto first = stage.open(false);
  stage.say(frame(1, "one\nhal") + "\1");
  co_await stage.until_file("one\n");
  first.reset();
  Stage other(executor);
  stage.mine = std::move(other.mine);
  auto second = stage.open(false, "the engine went away");
  other.say(frame(1, "two\n"));
  other.theirs.reset();
  co_await second->drained(std::chrono::seconds(5));
  auto text = stage.file();
  CHECK(text.starts_with("one\nhal\nberth: lines of web may be missing between 20"));
  CHECK(text.ends_with(": the engine went away\ntwo\n"));
}

// The engine's own log has what came meanwhile: it is put in its place, and nothing is said to be missing unless that
// log begins later, or the engine was away itself.
enum class EngineLog { whole, begins_later, of_engine_that_was_away };

Task<> recalled_gap(Executor executor, EngineLog log) {
  Stage stage(executor);
  co_await stage.read_before("one\ntw", "one\n");
  auto now = supervise::Moment::unix_usec();
  stage.recall = [now, log](std::int64_t) -> Task<Result<supervise::EngineMemory>> {
    supervise::EngineMemory memory;
    for (auto text : {"one\n", "two\n", "three\n", "four\n"})
      memory.lines.push_back({docker::Stream::out, now + 1'000'000, text});
    if (log == EngineLog::begins_later) memory.lines.erase(memory.lines.begin(), memory.lines.begin() + 2);
    bool was_away = log == EngineLog::of_engine_that_was_away;
    memory.up_since = static_cast<std::uint64_t>(now + (was_away ? 1'000'000 : -1'000'000));
    co_return memory;
  };
  Stage other(executor);
  stage.mine = std::move(other.mine);
  other.say(frame(1, "four\nfive\n"));
  auto second = stage.open(false, "nobody read it");
  co_await second->drained(std::chrono::milliseconds(100));
  other.theirs.reset();
  co_await second->drained(std::chrono::seconds(5));
  auto text = stage.file();
  if (log == EngineLog::whole) CHECK(text == "one\ntwo\nthree\nfour\nfive\n");
  if (log == EngineLog::whole) co_return;
  CHECK(text.starts_with("one\ntw\nberth: lines of web may be missing between 20"));
  if (log == EngineLog::begins_later)
    CHECK(text.ends_with(": nobody read it, and the engine's own log begins later\nfour\nfive\n"));
  else
    CHECK(text.ends_with(": nobody read it\nfour\nfive\n"));
}

// Somebody removes the container: the next run that was waited for does not come, and nothing is missing. An engine
// that can't say is another matter.
Task<> no_next_run(Executor executor, ErrorKind why) {
  Stage stage(executor);
  co_await stage.read_before("one\n", "one\n");
  Stage other(executor);
  stage.mine = std::move(other.mine);
  other.theirs.reset();
  stage.recall = [why](std::int64_t) -> Task<Result<supervise::EngineMemory>> { co_return Error{why, "no log"}; };
  Output::Way way{"c1", UniqueFd(::dup(stage.mine.get())), Output::Past::next_run, "restarted", 0, stage.recall};
  Output second(stage.tasks, stage.shelf, stage.journal, std::move(way), stage.source, stage.log, {});
  co_await second.drained(std::chrono::seconds(5));
  bool is_gone = why != ErrorKind::remote;
  if (is_gone) CHECK(stage.file() == "one\n");
  if (is_gone) co_return;
  CHECK(stage.file().ends_with(": restarted, and the engine's own log cannot be read: no log\n"));
}

// Somebody opens it anew only to tell of its end, which was in the middle of a line: that is no sign of life.
Task<> end_in_mid_line(Executor executor) {
  Stage stage(executor);
  auto first = stage.open(false);
  stage.say(frame(1, "one\ntw"));
  co_await stage.until_file("one\n");
  auto read_at = first->last_read();
  first.reset();
  Stage other(executor);
  stage.mine = std::move(other.mine);
  other.theirs.reset();
  stage.recall = [](std::int64_t) -> Task<Result<supervise::EngineMemory>> {
    supervise::EngineMemory memory;
    memory.up_since = static_cast<std::uint64_t>(supervise::Moment::unix_usec());
    co_return memory;
  };
  Output::Way way{"c1", UniqueFd(::dup(stage.mine.get())), Output::Past::elsewhere, "", 0, stage.recall};
  Output second(stage.tasks, stage.shelf, stage.journal, std::move(way), stage.source, stage.log, {});
  co_await second.drained(std::chrono::seconds(5));
  CHECK(second.last_read() == read_at);
  co_await second.tell_gap("the engine went down");
  CHECK(stage.file().starts_with("one\ntw\nberth: lines of web may be missing between 20"));
}

// The reader stood still while the engine went and came back: that it read its last lines later says nothing of then.
Task<> read_late(Executor executor) {
  Stage stage(executor);
  auto first = stage.open(false);
  stage.say(frame(1, "one\n"));
  co_await stage.until_file("one\n");
  co_await sleep(std::chrono::milliseconds(5));
  stage.say(frame(1, "two\n"));
  stage.theirs.reset();
  auto went = supervise::Moment::unix_usec();
  ::usleep(2000);
  auto came_back = static_cast<std::uint64_t>(supervise::Moment::unix_usec());
  co_await first->drained(std::chrono::seconds(5));
  CHECK(stage.file() == "one\ntwo\n");
  CHECK(first->last_read() < went);
  stage.recall = [came_back](std::int64_t) -> Task<Result<supervise::EngineMemory>> {
    supervise::EngineMemory memory;
    memory.up_since = came_back;
    co_return memory;
  };
  Stage other(executor);
  other.theirs.reset();
  Output::Way way{"c1", UniqueFd(::dup(other.mine.get())), Output::Past::elsewhere, "lost", 0, stage.recall};
  way.known_until = first->last_read();
  first.reset();
  Output second(stage.tasks, stage.shelf, stage.journal, std::move(way), stage.source, stage.log, {});
  co_await second.drained(std::chrono::seconds(5));
  CHECK(stage.file().starts_with("one\ntwo\nberth: lines of web may be missing between 20"));
}

// It wrote nothing before its lines were lost: since when is its start, if that is known, or nothing can have been
// lost.
Task<> gap_of_a_silent_one(Executor executor) {
  Stage stage(executor);
  auto first = stage.open(false);
  co_await first->tell_gap("the engine went away");
  CHECK(stage.file() ==
        fmt::format("berth: lines of web may be missing between 2026-01-01T12:00:00Z and {}: the engine went away\n",
                    stage.file().substr(stage.file().find(" and ") + 5, 20)));
}

// What a process does that is killed at any moment; nothing of the loop is another's.
int read_until_killed(const Stage& stage, bool is_resumed) {
  boost::asio::io_context context;
  Stage own(context.get_executor());
  own.mine.reset(::dup(stage.mine.get()));
  own.log = stage.log;
  own.shelf = supervise::OutputShelf(stage.folder.path("output"));
  auto output = own.open(is_resumed);
  while (!output->has_ended()) context.run_one();
  return 0;
}

void write_all(int fd, std::string_view bytes) {
  ::fcntl(fd, F_SETFL, 0);
  while (!bytes.empty()) {
    auto put = ::write(fd, bytes.data(), bytes.size());
    if (put <= 0) ::_exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  ::_exit(0);
}

}  // namespace

TEST_CASE("readers that are killed at any moment lose no line and double none", "[supervise]") {
  boost::asio::io_context context;
  Stage stage(context.get_executor());
  std::string text, bytes;
  for (int i = 0; text.size() < 20'000'000; ++i) text += fmt::format("{} xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", i);
  for (std::size_t at = 0; at < text.size(); at += 200) bytes += frame(1, text.substr(at, 200));
  auto writer = ::fork();
  if (writer == 0) write_all(stage.theirs.get(), bytes);
  stage.theirs.reset();
  int kills = 0;
  for (bool done = false; !done; ++kills) {
    auto reader = ::fork();
    if (reader == 0) ::_exit(read_until_killed(stage, kills > 0));
    ::usleep(static_cast<useconds_t>(1000 + (kills * 7919) % 15'000));
    ::kill(reader, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(reader, &status, 0) == reader);
    done = WIFEXITED(status);
    if (done) CHECK(WEXITSTATUS(status) == 0);
    REQUIRE(kills < 10'000);
  }
  int status = 0;
  REQUIRE(::waitpid(writer, &status, 0) == writer);
  CHECK(kills > 5);
  auto whole = stage.file();
  std::size_t differs = 0;
  while (differs < whole.size() && differs < text.size() && whole[differs] == text[differs]) ++differs;
  INFO("after " << differs << " bytes, where " << whole.substr(std::max<std::size_t>(differs, 100) - 100, 200)
                << " stands for " << text.substr(std::max<std::size_t>(differs, 100) - 100, 200));
  CHECK((whole == text));
}

TEST_CASE("frames in any cut become lines in the file, the last one also without its newline", "[supervise]") {
  auto bytes = frame(1, "one\ntw") + frame(2, "err\n") + frame(1, "o\nend");
  test::on_loop([&](Executor executor) { return pump(executor, bytes, "one\nerr\ntwo\nend\n"); });
}
TEST_CASE("a reader that goes leaves the next one everything, in the middle of whatever it was", "[supervise]") {
  test::on_loop([](Executor executor) { return succession(executor); });
}
TEST_CASE("an end in the middle of a line is told with what may be missing behind it", "[supervise]") {
  test::on_loop([](Executor executor) { return end_in_mid_line(executor); });
}
TEST_CASE("lines that are read late are no sign that the engine was there until then", "[supervise]") {
  test::on_loop([](Executor executor) { return read_late(executor); });
}
TEST_CASE("a gap of a container that had written nothing begins with the container", "[supervise]") {
  test::on_loop([](Executor executor) { return gap_of_a_silent_one(executor); });
}
TEST_CASE("what came while nobody read is taken from the engine's own log", "[supervise]") {
  auto log = GENERATE(EngineLog::whole, EngineLog::begins_later, EngineLog::of_engine_that_was_away);
  test::on_loop([log](Executor executor) { return recalled_gap(executor, log); });
}
TEST_CASE("a next run that never comes has no gap", "[supervise]") {
  auto why = GENERATE(ErrorKind::not_found, ErrorKind::conflict, ErrorKind::remote);
  test::on_loop([why](Executor executor) { return no_next_run(executor, why); });
}
TEST_CASE("where lines may be missing a line says so, between whole lines", "[supervise]") {
  test::on_loop([](Executor executor) { return gap(executor); });
}
