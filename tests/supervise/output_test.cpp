#include "supervise/output.h"

#include <sys/socket.h>

#include "base/file.h"
#include "loop/wakeup.h"
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

Task<> pump(Executor executor, std::string bytes, std::string expected) {
  test::TempFolder folder;
  logs::Journal journal(executor, folder.path("no-journal"));
  Tasks tasks(executor);
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
  service::Log log;
  log.file = folder.path("web.log");
  log.journal = false;
  logs::Source source{"web", "c1", "web", "img"};
  bool ended = false;
  Output output(tasks, UniqueFd(fds[0]), std::make_unique<logs::Sink>(executor, journal, source, log),
                [&ended] { ended = true; });
  // One byte at a time: no cut may matter.
  for (char byte : bytes) {
    REQUIRE(::send(fds[1], &byte, 1, MSG_NOSIGNAL) == 1);
    co_await sleep(Duration(0));
  }
  ::close(fds[1]);
  co_await output.drained(std::chrono::seconds(5));
  CHECK(ended);
  CHECK(output.has_ended());
  CHECK(*file::read(log.file, 1 << 20) == expected);
}

}  // namespace

TEST_CASE("frames in any cut become lines in the file, the last one also without its newline", "[supervise]") {
  auto bytes = frame(1, "one\ntw") + frame(2, "err\n") + frame(1, "o\nend");
  test::on_loop([&](Executor executor) { return pump(executor, bytes, "one\nerr\ntwo\nend\n"); });
}
