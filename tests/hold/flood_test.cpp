// A container that says too much harms nobody but itself.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "hold/scene.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::test;

namespace {

// Says the same as fast as it can, for as long as it lives.
class Flood {
 public:
  Flood(const std::string& path, std::string datagram)
      : thread_([this, path, datagram = std::move(datagram)] {
          while (!ended_) count_ += speak(path, datagram) ? 1 : 0;
        }) {}
  ~Flood() {
    ended_ = true;
    thread_.join();
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  int count() const { return count_; }

 private:
  std::atomic<bool> ended_ = false;
  std::atomic<int> count_ = 0;
  std::thread thread_;
};

// A systemd that reads, as the real one does, and counts.
class Listening {
 public:
  explicit Listening(const PlayedSystemd& systemd)
      : thread_([this, &systemd] {
          while (!ended_) {
            count_ += static_cast<int>(systemd.rest().size());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
          }
        }) {}
  ~Listening() {
    ended_ = true;
    thread_.join();
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  int count() const { return count_; }

 private:
  std::atomic<bool> ended_ = false;
  std::atomic<int> count_ = 0;
  std::thread thread_;
};

double cpu_seconds(pid_t pid) {
  auto stat = file::read("/proc/" + std::to_string(pid) + "/stat", 4096).value();
  auto fields = text::split(std::string_view(stat).substr(stat.rfind(')') + 2), ' ');
  auto ticks = std::stol(std::string(fields[11])) + std::stol(std::string(fields[12]));
  return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void let_pass(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace

TEST_CASE("a flood costs the holder, the daemon and systemd next to nothing", "[hold]") {
  Scene scene;
  scene.begin_listening();
  Listening systemd(scene.systemd);
  Flood flood(scene.container, "STATUS=busy\nWATCHDOG=1\nEXTEND_TIMEOUT_USEC=1");
  auto cpu_before = cpu_seconds(scene.holder->pid());
  auto before = std::chrono::steady_clock::now();
  let_pass(1000);
  int packets = 0;
  while (scene.peer->hear_within(0)) ++packets;
  auto most = (std::chrono::steady_clock::now() - before) / std::chrono::milliseconds(20) + 10;  // fifty a second
  INFO(flood.count() << " datagrams, " << systemd.count() << " to systemd, " << packets << " to the daemon");
  CHECK(flood.count() > 100);
  CHECK(packets >= 5);
  CHECK(packets <= most);
  CHECK(systemd.count() >= 5);
  CHECK(systemd.count() <= most);
  CHECK(cpu_seconds(scene.holder->pid()) - cpu_before < 0.3);
}

TEST_CASE("during a flood the holder still does what systemd and the daemon want", "[hold]") {
  Scene scene;
  scene.begin_listening();
  Listening systemd(scene.systemd);
  Flood flood(scene.container, "STATUS=busy\nWATCHDOG=1");
  let_pass(200);
  scene.holder->signal(SIGTERM);
  std::string packet;
  for (int i = 0; i < 100 && packet != "stop"; ++i) packet = scene.peer->hear();
  CHECK(packet == "stop");
  scene.peer->say("exit 7");
  CHECK(scene.holder->wait() == 7);
}

TEST_CASE("a daemon that does not read misses none of the last words, nor a stop", "[hold]") {
  Scene scene;
  scene.begin_listening();
  {
    Flood flood(scene.container, "STATUS=" + std::string(256, 'x'));
    let_pass(1500);  // enough to fill its share of the daemon's socket
  }
  CHECK(speak(scene.container, "READY=1\nSTATUS=last"));
  scene.holder->signal(SIGTERM);
  CHECK(scene.systemd.hear() == "STOPPING=1");
  bool got_stop = false, got_ready = false;
  std::string last;
  while (auto packet = scene.peer->hear_within(200)) {
    if (*packet == "stop")
      got_stop = true;
    else
      last = *packet;
    got_ready = got_ready || packet->starts_with("said\nREADY=1\n");
  }
  CHECK(got_stop);
  CHECK(got_ready);
  CHECK(last.ends_with("STATUS=last"));
}
