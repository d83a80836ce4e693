// berth-hold: the main process of a service's unit. README.md says what it does and what it says to the daemon.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hold/channel.h"
#include "hold/systemd.h"
#include "service/hold_words.h"

namespace {

using namespace berth::hold;

constexpr const char* usage =
    "usage: berth-hold [--socket PATH] NAME\n"
    "       berth-hold [--socket PATH] --cleanup NAME\n"
    "\n"
    "The main process, and the ExecStopPost=, of a unit that Berth wrote. Not for use by hand: see berthctl(1).\n";

class Holder {
 public:
  Holder(const char* socket, const char* name, bool is_cleanup)
      : channel_(socket), name_(name), word_(is_cleanup ? word::cleanup : word::start) {}

  int run() {
    int signals = watch_signals();
    if (!say_hello()) wait_for_daemon();
    while (true) {
      pollfd polled[] = {{signals, POLLIN, 0}, {channel_.fd(), POLLIN, 0}};
      if (poll(polled, 2, channel_.patience()) < 0 && errno != EINTR) return 1;
      if (polled[0].revents != 0) on_signal(signals);
      if (channel_.connected()) {
        if (polled[1].revents != 0) on_packet();
      } else {
        channel_.seen();
        say_hello();
      }
      if (exit_status_ >= 0) return exit_status_;
    }
  }

 private:
  static int watch_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  bool say_hello() {
    char hello[256];
    snprintf(hello, sizeof hello, "%s %s", word_, name_);
    return channel_.connect(hello);
  }

  void wait_for_daemon() {
    notify_systemd("STATUS=waiting for berth.service");
    if (word_ == word::cleanup || word_ == word::stopping) start_daemon();
  }

  void on_signal(int signals) {
    signalfd_siginfo info;
    if (read(signals, &info, sizeof info) != sizeof info) return;
    if (word_ == word::cleanup) return;  // systemd's time-out for it is the limit
    word_ = word::stopping;
    notify_systemd("STOPPING=1");
    if (!channel_.connected() || !channel_.send(word::stop)) wait_for_daemon();
  }

  void on_packet() {
    char packet[word::longest_message + 1];
    int length = channel_.receive(packet, sizeof packet);
    if (length < 0) {
      if (!say_hello() && word_ == word::stopping) wait_for_daemon();
      return;
    }
    size_t notify_length = strlen(word::notify);
    if (strncmp(packet, word::notify, notify_length) == 0 && packet[notify_length] == '\n') {
      const char* lines = packet + notify_length + 1;
      notify_systemd(lines);
      if (word_ == word::start && strncmp(lines, "READY=1", 7) == 0) word_ = word::running;
    } else if (strncmp(packet, "exit ", 5) == 0) {
      exit_status_ = atoi(packet + 5) & 0xff;
    }
  }

  Channel channel_;
  const char* name_;
  const char* word_;  // where we stand: how the next connection begins
  int exit_status_ = -1;
};

}  // namespace

int main(int argc, char** argv) {
  const char* socket = word::socket_path;
  bool is_cleanup = false;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; ++at) {
    if (strcmp(argv[at], "--cleanup") == 0) {
      is_cleanup = true;
    } else if (strcmp(argv[at], "--socket") == 0 && at + 1 < argc) {
      socket = argv[++at];
    } else if (strcmp(argv[at], "--help") == 0) {
      fputs(usage, stdout);
      return 0;
    } else if (strcmp(argv[at], "--version") == 0) {
      puts("berth-hold " BERTH_VERSION);
      return 0;
    } else {
      fputs(usage, stderr);
      return 2;
    }
  }
  if (argc - at != 1) {
    fputs(usage, stderr);
    return 2;
  }
  return Holder(socket, argv[at], is_cleanup).run();
}
