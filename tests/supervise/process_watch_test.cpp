#include "supervise/process_watch.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include "base/file.h"
#include "supervise/workshop.h"

using namespace berth;
using supervise::ProcessWatch;
using test::Workshop;

namespace {

systemd::ServiceUnit unit_in(const std::string& active, const std::string& sub, const std::string& result) {
  systemd::ServiceUnit unit;
  unit.active_state = active;
  unit.sub_state = sub;
  unit.result = result;
  return unit;
}

// A holder's end of the socket, and what it is told.
struct Asker {
  explicit Asker(const Executor& executor) {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
    link = std::make_shared<supervise::HolderLink>(executor, UniqueFd(fds[0]), 1);
    mine.reset(fds[1]);
  }
  std::string packet() const {
    char text[4096];
    auto got = ::recv(mine.get(), text, sizeof text, 0);
    return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : "";
  }
  supervise::HolderPtr link;
  UniqueFd mine;
};

systemd::ProcessPlaces places_in(const test::TempFolder& folder) {
  return {"", folder.path("process/web.out"), folder.path("process/web.err"), folder.path("process/web.env"),
          folder.path("process/web.at")};
}

Task<> prepared(Executor executor) {
  Workshop shop(executor);
  shop.describe("web", "Process: {Exec: /bin/true, Environment: {A: 'say \"$x\" \\', B: 2}, EnvironmentFile: web.env}");
  auto places = places_in(shop.folder);
  systemd::UnitWatch units(shop.bus, shop.jobs);
  auto watch = std::make_shared<ProcessWatch>(shop.shared, units, "web", places, [] {});
  CHECK(file::exists(shop.folder.path("process/web.at")));
  Asker first(executor);
  watch->prepare(first.link);
  CHECK(first.packet().find("EnvironmentFile: there is no ") != std::string::npos);
  CHECK(first.packet() == "exit 78");
  CHECK_FALSE(file::exists(places.environment_file));

  shop.folder.write("root/web.env", "B=1\nC=a b\n");
  Asker second(executor);
  watch->prepare(second.link);
  CHECK(second.packet() == "exit 0");
  auto text = file::read(places.environment_file, 4096);
  REQUIRE(text);
  CHECK(*text == "B=\"2\"\nC=\"a b\"\nA=\"say \\\"\\$x\\\" \\\\\"\n");
  CHECK(file::exists(places.out));
  CHECK(shop.ledger.of("web").baseline);

  shop.folder.write("services/web.yaml", "Process: {Exex: /bin/true}");
  Asker third(executor);
  watch->prepare(third.link);
  CHECK(third.packet().find("web.yaml:1:11: unknown key \"Exex\"") != std::string::npos);
  CHECK(third.packet() == "exit 78");
  CHECK(watch->status().load_state == "error");
  watch->remove();
  CHECK_FALSE(file::exists(places.out));
  CHECK_FALSE(file::exists(places.environment_file));
  co_await shop.close();
}

}  // namespace

TEST_CASE("the end of a process is told in words", "[supervise]") {
  auto failed = unit_in("failed", "failed", "exit-code");
  failed.exit_code = CLD_EXITED;
  failed.exit_status = 3;
  CHECK(supervise::text_of(failed) == "the program exited with status 3");
  auto killed = unit_in("activating", "auto-restart", "signal");
  killed.exit_code = CLD_KILLED;
  killed.exit_status = 9;
  CHECK(supervise::text_of(killed) == "the program was ended by SIGKILL");
  CHECK(supervise::text_of(unit_in("failed", "failed", "timeout")) == "timeout");
  CHECK(supervise::text_of(unit_in("active", "running", "success")) == "running");
  CHECK(supervise::text_of(unit_in("inactive", "dead", "success")) == "stopped");
  CHECK(supervise::text_of(unit_in("activating", "start-pre", "success")) == "start-pre");
}

TEST_CASE("a process is prepared with its environment, or its start is refused with the reason", "[supervise]") {
  test::on_loop([](Executor executor) { return prepared(executor); });
}
