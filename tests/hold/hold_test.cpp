// The real berth-hold between a systemd, a daemon and a container that the test plays.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "hold/scene.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::test;

namespace {

std::string proc(pid_t pid, const std::string& name) {
  return file::read("/proc/" + std::to_string(pid) + "/" + name, 1 << 20).value();
}

bool has_inotify(pid_t pid) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd"))
    if (std::filesystem::read_symlink(entry.path()) == "anon_inode:inotify") return true;
  return false;
}

}  // namespace

TEST_CASE("a holder says its name, has systemd told what the daemon says, and leaves with the status it is given",
          "[hold]") {
  Scene scene;
  scene.begin();
  scene.peer->say("notify\nSTATUS=pulling\nEXTEND_TIMEOUT_USEC=90000000");
  CHECK(scene.systemd.hear() == "STATUS=pulling\nEXTEND_TIMEOUT_USEC=90000000");
  scene.peer->say("a word of the future");
  scene.peer->say("notifyREADY=1");
  scene.peer->say("notify\nREADY=1\nSTATUS=running");
  CHECK(scene.systemd.hear() == "READY=1\nSTATUS=running");
  scene.peer->say("exit 78");
  CHECK(scene.holder->wait() == 78);
}

TEST_CASE("systemd's socket may have an abstract name", "[hold]") {
  Scene scene("@berth-hold-test-" + std::to_string(::getpid()));
  scene.begin();
  scene.peer->say("notify\nREADY=1");
  CHECK(scene.systemd.hear() == "READY=1");
}

TEST_CASE("systemd's wish to stop goes to the daemon, and the end is the daemon's to say", "[hold]") {
  Scene scene;
  scene.begin();
  scene.holder->signal(SIGTERM);
  CHECK(scene.systemd.hear() == "STOPPING=1");
  CHECK(scene.peer->hear() == "stop");
  scene.peer->say("exit 0");
  CHECK(scene.holder->wait() == 0);
}

TEST_CASE("a cleaning holder ends when it is told to, not by a signal", "[hold]") {
  Scene scene;
  scene.daemon = std::make_unique<PlayedDaemon>(scene.folder.path("hold.sock"));
  RunningHolder holder(scene.folder, scene.systemd.address(), {"--cleanup", "web"});
  auto peer = scene.daemon->accept();
  CHECK(peer.hear() == "cleanup web");
  holder.signal(SIGTERM);
  holder.signal(SIGABRT);
  CHECK_FALSE(peer.hear_within(100));
  peer.say("exit 0");
  CHECK(holder.wait() == 0);
}

TEST_CASE("a reloading holder ends when it is told to, or by systemd's time-out", "[hold]") {
  Scene scene;
  scene.daemon = std::make_unique<PlayedDaemon>(scene.folder.path("hold.sock"));
  RunningHolder first(scene.folder, scene.systemd.address(), {"--reload", "web"});
  auto peer = scene.daemon->accept();
  CHECK(peer.hear() == "reload web");
  peer.say("exit 1");
  CHECK(first.wait() == 1);
  RunningHolder second(scene.folder, scene.systemd.address(), {"--reload", "web"});
  auto other = scene.daemon->accept();
  CHECK(other.hear() == "reload web");
  second.signal(SIGTERM);
  CHECK(second.wait() == 0);
}

TEST_CASE("a preparing holder passes on why a start can't be, and ends as it is told", "[hold]") {
  Scene scene;
  scene.daemon = std::make_unique<PlayedDaemon>(scene.folder.path("hold.sock"));
  RunningHolder holder(scene.folder, scene.systemd.address(), {"--prepare", "web"});
  auto peer = scene.daemon->accept();
  CHECK(peer.hear() == "prepare web");
  peer.say("notify\nSTATUS=there is no web.env");
  CHECK(scene.systemd.hear() == "STATUS=there is no web.env");
  peer.say("exit 78");
  CHECK(holder.wait() == 78);
}

TEST_CASE("a holder waits for the daemon's socket to appear, and says where it stands", "[hold]") {
  Scene scene;
  scene.run();
  CHECK(scene.systemd.hear() == "STATUS=waiting for berth.service");
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  scene.leave();
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  scene.peer->say("notify\nREADY=1");
  CHECK(scene.systemd.hear() == "READY=1");
  scene.leave();
  scene.serve();
  CHECK(scene.peer->hear() == "running web");
}

TEST_CASE("a holder watches for the daemon's socket only while it is away", "[hold]") {
  Scene scene;
  scene.run();
  CHECK(scene.systemd.hear() == "STATUS=waiting for berth.service");
  CHECK(has_inotify(scene.holder->pid()));
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  scene.sync();
  CHECK_FALSE(has_inotify(scene.holder->pid()));
}

TEST_CASE("a holder that is to stop while the daemon is away has it started", "[hold]") {
  Scene scene;
  scene.begin();
  scene.leave();
  auto signal = GENERATE(SIGTERM, SIGABRT);
  scene.holder->signal(signal);
  if (signal == SIGTERM) CHECK(scene.systemd.hear() == "STOPPING=1");
  CHECK(scene.systemd.hear() == "STATUS=waiting for berth.service");
  scene.serve();
  CHECK(scene.peer->hear() == "stopping web");
  CHECK(file::read(scene.folder.path("systemctl.log"), 1000).value() ==
        "start --no-block --job-mode=ignore-dependencies berth.service\n");
}

TEST_CASE("systemd's watchdog is the daemon's business, and leaves no core", "[hold]") {
  Scene scene;
  scene.begin();
  CHECK_THAT(proc(scene.holder->pid(), "limits"),
             ContainsSubstring("Max core file size        0                    0"));
  scene.holder->signal(SIGABRT);
  CHECK(scene.peer->hear() == "watchdog");
  CHECK_FALSE(scene.peer->hear_within(50));
  CHECK(scene.systemd.rest().empty());
  scene.peer->say("exit 134");
  CHECK(scene.holder->wait() == 134);
}

TEST_CASE("a container is heard at the socket that the daemon names, whoever it runs as", "[hold]") {
  Scene scene;
  scene.folder.write("container.sock", "a leftover");
  scene.begin_listening();
  struct stat status {};
  REQUIRE(::stat(scene.container.c_str(), &status) == 0);
  CHECK(S_ISSOCK(status.st_mode));
  CHECK((status.st_mode & 0777) == 0666);
  CHECK(speak(scene.container, "STATUS=loading\ttables\nMAINPID=1\n"));
  CHECK(scene.peer->hear() == "said\nSTATUS=loading tables");
  CHECK(speak(scene.container, "READY=1\nSTATUS=at work"));
  CHECK(scene.peer->hear() == "said\nREADY=1\nSTATUS=at work");
  CHECK(speak(scene.container, "STOPPING=1"));
  CHECK(scene.peer->hear() == "said\nSTOPPING=1\n");
  CHECK(scene.systemd.rest().empty());
}

TEST_CASE("the watchdog's food and a longer time-out go to systemd at once", "[hold]") {
  Scene scene;
  scene.begin_listening();
  CHECK(speak(scene.container, "WATCHDOG=1"));
  CHECK(scene.systemd.hear() == "WATCHDOG=1\n");
  CHECK(speak(scene.container, "EXTEND_TIMEOUT_USEC=30000000\nWATCHDOG=1\nREADY=0\nERRNO=5"));
  CHECK(scene.systemd.hear() == "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=30000000\n");
  // The daemon has a time-out of its own for what it can do about it.
  CHECK(scene.peer->hear() == "said\nEXTEND_TIMEOUT_USEC=30000000\n");
  CHECK_FALSE(scene.peer->hear_within(50));
  scene.leave();
  CHECK(speak(scene.container, "WATCHDOG=1"));
  CHECK(scene.systemd.hear() == "WATCHDOG=1\n");
}

TEST_CASE("while the daemon is away the status is shown, and the rest is said when it is back", "[hold]") {
  Scene scene;
  scene.begin_listening();
  scene.leave();
  CHECK(speak(scene.container, "STATUS=nearly there\nWATCHDOG=1"));
  CHECK(scene.systemd.hear() == "WATCHDOG=1\nSTATUS=nearly there");
  CHECK(speak(scene.container, "READY=1"));
  CHECK(speak(scene.container, "STATUS=at work"));
  CHECK(scene.systemd.hear() == "STATUS=at work");
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  CHECK(scene.peer->hear() == "said\nREADY=1\nSTATUS=at work");
  scene.leave();  // it may have died before it told anybody
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  CHECK(scene.peer->hear() == "said\nREADY=1\nSTATUS=at work");
}

TEST_CASE("a second socket takes the place of the first, and what was said there is forgotten", "[hold]") {
  Scene scene;
  scene.begin_listening();
  CHECK(speak(scene.container, "READY=1"));
  CHECK(scene.peer->hear() == "said\nREADY=1\n");
  scene.listen(scene.folder.path("second.sock"));
  CHECK_FALSE(speak(scene.container, "STATUS=from the first"));
  CHECK(speak(scene.folder.path("second.sock"), "STATUS=from the second"));
  CHECK(scene.peer->hear() == "said\nSTATUS=from the second");
  scene.listen(scene.folder.path("second.sock"));
  CHECK(speak(scene.folder.path("second.sock"), "STATUS=from the third"));
  CHECK(scene.peer->hear() == "said\nSTATUS=from the third");
  scene.leave();
  scene.serve();
  CHECK(scene.peer->hear() == "start web");
  CHECK(scene.peer->hear() == "said\nSTATUS=from the third");
}

TEST_CASE("a socket that can't be bound leaves the holder as it was", "[hold]") {
  Scene scene;
  scene.begin();
  for (const auto& path : {scene.folder.path("no/such/folder"), "/" + std::string(200, 'x'), std::string("/"),
                           std::string("relative"), std::string()})
    scene.listen(path);
  scene.listen(scene.container);
  CHECK(speak(scene.container, "READY=1"));
  CHECK(scene.peer->hear() == "said\nREADY=1\n");
}

TEST_CASE("a datagram that is too long is dropped, and the next is heard", "[hold]") {
  Scene scene;
  scene.begin_listening();
  CHECK(speak(scene.container, "READY=1\nX=" + std::string(4096, 'x')));
  CHECK(speak(scene.container, ""));
  CHECK(speak(scene.container, "STATUS=fits\nX=" + std::string(4080, 'x')));
  CHECK(scene.peer->hear() == "said\nSTATUS=fits");
}

TEST_CASE("file descriptors that a container sends along are closed", "[hold]") {
  Scene scene;
  scene.begin_listening();
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  UniqueFd kept(ends[0]), sent(ends[1]);
  REQUIRE(speak(scene.container, "BARRIER=1", sent.get()));
  sent.reset();
  char byte = 0;
  CHECK(::read(kept.get(), &byte, 1) == 0);  // sd_notify_barrier(3) waits for this
}
