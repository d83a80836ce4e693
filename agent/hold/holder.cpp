#include "hold/holder.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hold/systemd.h"
#include "service/hold_words.h"

namespace berth::hold {

namespace {

int watch_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGABRT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// The rest of a packet "WORD<separator>REST", or nothing if it begins with another word.
const char* rest_of(const char* packet, const char* word, char separator) {
  size_t length = strlen(word);
  return strncmp(packet, word, length) == 0 && packet[length] == separator ? packet + length + 1 : nullptr;
}

// A line for systemd and the daemon, or nothing.
void write_extend(const Heard& heard, char* line, size_t size) {
  if (heard.extend_usec != 0) snprintf(line, size, "EXTEND_TIMEOUT_USEC=%llu\n", heard.extend_usec);
}

}  // namespace

Holder::Holder(const char* socket, const char* name, const char* word) : channel_(socket), name_(name), word_(word) {}

int Holder::run() {
  rlimit no_core{0, 0};  // SIGABRT is about the container
  setrlimit(RLIMIT_CORE, &no_core);
  int signals = watch_signals();
  if (!say_hello()) wait_for_daemon();
  while (exit_status_ < 0) {
    int rest = container_.rest();
    short said = channel_.connected() && unsaid_.is_for_daemon() ? POLLOUT : 0;
    pollfd polled[] = {{signals, POLLIN, 0},
                       {channel_.fd(), static_cast<short>(POLLIN | said), 0},
                       {rest > 0 ? -1 : container_.fd(), POLLIN, 0}};
    int count = poll(polled, 3, rest > 0 ? rest : patience());
    if (count < 0 && errno != EINTR) return 1;
    if (count == 0 && rest == 0 && needs_daemon() && !say_hello()) start_daemon();
    if (polled[0].revents != 0) on_signal(signals);
    if (!channel_.connected()) {
      channel_.seen();
      say_hello();
    } else if ((polled[1].revents & ~POLLOUT) != 0) {
      on_packet();
    } else if (polled[1].revents != 0) {
      say_heard();
    }
    if (polled[2].revents != 0) on_container();
  }
  return exit_status_;
}

bool Holder::say_hello() {
  char hello[256];
  snprintf(hello, sizeof hello, "%s %s", word_, name_);
  if (!channel_.connect(hello)) return false;
  // Nobody knows whether the daemon that went away did anything about it.
  unsaid_ = said_;
  return true;
}

void Holder::wait_for_daemon() {
  notify_systemd("STATUS=waiting for berth.service");
  if (needs_daemon()) start_daemon();
}

// Beside the unit's main process, and over with the daemon's answer.
bool Holder::is_errand() const {
  return word_ == word::reload || word_ == word::prepare;
}

// Somebody waits for our end, and only the daemon can bring it about.
bool Holder::needs_daemon() const {
  return !channel_.connected() && (word_ == word::cleanup || word_ == word::stopping || is_errand());
}

// In milliseconds, or for ever. systemd has the daemon's own restart wait for our stop, which waits for the daemon; and
// an order to start it that came before systemd saw it die was none.
int Holder::patience() const {
  return needs_daemon() ? 500 : channel_.patience();
}

void Holder::on_signal(int signals) {
  signalfd_siginfo got;
  if (read(signals, &got, sizeof got) != sizeof got) return;
  if (word_ == word::cleanup) return;  // systemd's time-out for it is the limit
  if (is_errand()) {
    exit_status_ = 0;  // a stop is no failure, and of a time-out systemd knows itself
    return;
  }
  word_ = word::stopping;
  bool is_watchdog = got.ssi_signo == SIGABRT;
  if (!is_watchdog) notify_systemd("STOPPING=1");
  if (channel_.connected() && channel_.send(is_watchdog ? word::watchdog : word::stop)) return;
  channel_.close();  // so that it is seen to be gone once only
  wait_for_daemon();
}

void Holder::on_packet() {
  char packet[word::longest_message + 1];
  int length = channel_.receive(packet, sizeof packet);
  if (length < 0) {
    if (!say_hello() && word_ == word::stopping) wait_for_daemon();
  } else if (const char* lines = rest_of(packet, word::notify, '\n')) {
    on_notify(lines);
  } else if (const char* path = rest_of(packet, word::listen, ' ')) {
    said_ = unsaid_ = Heard{};  // of another container
    container_.listen(path);
  } else if (const char* status = rest_of(packet, word::exit, ' ')) {
    exit_status_ = atoi(status);
  }
}

void Holder::on_notify(const char* lines) {
  notify_systemd(lines);
  if (word_ == word::start && strncmp(lines, "READY=1", 7) == 0) word_ = word::running;
}

// What can't wait goes to systemd now; the daemon decides about the rest.
void Holder::on_container() {
  Heard now;
  container_.hear(now);
  char extend[64] = "", lines[longest_status + 128];
  write_extend(now, extend, sizeof extend);
  bool shows_status = now.has_status && !channel_.connected();
  snprintf(lines, sizeof lines, "%s%s%s%s", now.watchdog ? "WATCHDOG=1\n" : "", extend, shows_status ? "STATUS=" : "",
           shows_status ? now.status : "");
  if (lines[0] != '\0') notify_systemd(lines);
  said_.add(now);
  unsaid_.add(now);
}

void Holder::say_heard() {
  char packet[longest_status + 192], extend[64] = "";
  write_extend(unsaid_, extend, sizeof extend);
  snprintf(packet, sizeof packet, "%s\n%s%s%s%s%s", word::said, unsaid_.ready ? "READY=1\n" : "",
           unsaid_.stopping ? "STOPPING=1\n" : "", extend, unsaid_.has_status ? "STATUS=" : "", unsaid_.status);
  if (channel_.send(packet)) unsaid_ = Heard{};
}

}  // namespace berth::hold
