#include "ctl/dev_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/unique_fd.h"
#include "config/kernel_names.h"
#include "ctl/commands.h"
#include "ctl/dev_view.h"
#include "logs/line_format.h"
#include "logs/lines.h"

namespace berth::ctl {

namespace {

using std::chrono::steady_clock;

constexpr std::array passed_on = {SIGHUP, SIGUSR1, SIGUSR2, SIGQUIT, SIGWINCH};
// What its own children still hold of its output when it has ended.
constexpr auto last_lines = std::chrono::milliseconds(500);

int number_of(const std::string& signal) {
  for (int number = 1; number < 32; ++number) {
    const auto* name = ::sigabbrev_np(number);
    if (name != nullptr && signal == fmt::format("SIG{}", name)) return number;
  }
  return SIGTERM;
}

UniqueFd catch_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (int signal : {SIGINT, SIGTERM, SIGCHLD}) ::sigaddset(&set, signal);
  for (int signal : passed_on) ::sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

// One of its two streams, on its way to ours.
class Outlet {
 public:
  Outlet(logs::Stream stream, service::LogFormat format) : stream_(stream), format_(format) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return;
    from_.reset(ends[0]);
    to_.reset(ends[1]);
    ::fcntl(from_.get(), F_SETFL, O_NONBLOCK);
  }
  int from() const { return from_.get(); }
  int to() const { return to_.get(); }
  void close_theirs() { to_.reset(); }

  // All that is there; closed at the end.
  void read_on() {
    char buffer[16 * 1024];
    while (from_) {
      auto got = ::read(from_.get(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return;
      if (got == 0) return end();
      lines_.feed({buffer, static_cast<std::size_t>(got)});
      print();
    }
  }
  void end() {
    lines_.flush();
    print();
    from_.reset();
  }

 private:
  void print() {
    std::string text;
    logs::LineForm form{format_, {}};
    while (auto line = lines_.next())
      logs::append_line(text, form, stream_, line->text, std::chrono::system_clock::now(), line->end == logs::End::cut);
    auto* file = stream_ == logs::Stream::out ? stdout : stderr;
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file);
  }

  logs::Stream stream_;
  service::LogFormat format_;
  UniqueFd from_, to_;
  logs::Lines lines_;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void become(const DevPlan& plan, const std::string& scaffold, int out, int err) {
  ::setpgid(0, 0);  // Ctrl-C is for us: it gets its own StopSignal
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!plan.binds.empty())
    if (auto entered = enter_view(plan.binds, scaffold); !entered) {
      std::string missing;
      for (const auto& bind : plan.binds) missing += " " + bind.target;
      complain(fmt::format("these files of Config are not there:{}: {}", missing, entered.error().text));
    }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // not before: new rights take it back
  UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
  if (!plan.folder.empty() && ::chdir(plan.folder.c_str()) < 0)
    complain(fmt::format("{}, where it would begin: {}", plan.folder, std::strerror(errno)));
  ::dup2(out, STDOUT_FILENO);
  int own_err = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  ::dup2(err, STDERR_FILENO);
  auto arguments = pointers(plan.command);
  auto environment = pointers(plan.environment);
  ::execvpe(arguments[0], arguments.data(), environment.data());
  auto why =
      fmt::format("berthctl: {}: {}; what to run may be given behind --\n", plan.command.front(), std::strerror(errno));
  (void)!::write(own_err, why.data(), why.size());
  ::_exit(errno == ENOENT ? 127 : 126);
}

class Child {
 public:
  Child(const DevPlan& plan, pid_t pid) : plan_(plan), pid_(pid) {}

  void on_signals(int signals) {
    signalfd_siginfo got;
    while (::read(signals, &got, sizeof got) == sizeof got) {
      auto signal = static_cast<int>(got.ssi_signo);
      if (signal == SIGCHLD)
        reap();
      else if (signal == SIGINT || signal == SIGTERM)
        stop();
      else
        ::kill(pid_, signal);
    }
  }
  // The milliseconds that poll may wait.
  int patience() {
    if (!deadline_) return -1;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - steady_clock::now()).count();
    if (left <= 0 && !has_ended_) ::kill(-pid_, SIGKILL);
    return static_cast<int>(std::clamp<std::int64_t>(left, left <= 0 && !has_ended_ ? 100 : 0, 60'000));
  }
  bool is_over() const { return has_ended_ && steady_clock::now() >= *deadline_; }
  bool has_ended() const { return has_ended_; }
  int status() const { return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_); }
  void end_group() const { ::kill(-pid_, SIGKILL); }

 private:
  // Whoever asks twice has no patience.
  void stop() {
    if (has_ended_) return;
    bool is_first = !deadline_;
    ::kill(is_first ? pid_ : -pid_, is_first ? number_of(plan_.stop_signal) : SIGKILL);
    auto wait = std::min<Duration>(plan_.stop_timeout, std::chrono::hours(24));
    if (is_first) deadline_ = steady_clock::now() + wait;
  }
  void reap() {
    if (has_ended_ || ::waitpid(pid_, &status_, WNOHANG) != pid_) return;
    has_ended_ = true;
    deadline_ = steady_clock::now() + last_lines;
  }

  const DevPlan& plan_;
  pid_t pid_;
  int status_ = 0;
  bool has_ended_ = false;
  std::optional<steady_clock::time_point> deadline_;
};

int follow(Child& child, int signals, Outlet& out, Outlet& err) {
  while (!child.is_over()) {
    bool is_silent = out.from() < 0 && err.from() < 0;
    if (child.has_ended() && is_silent) break;
    pollfd polled[] = {{signals, POLLIN, 0}, {out.from(), POLLIN, 0}, {err.from(), POLLIN, 0}};
    ::poll(polled, 3, child.patience());
    if (polled[1].revents != 0) out.read_on();
    if (polled[2].revents != 0) err.read_on();
    if (polled[0].revents != 0) child.on_signals(signals);
  }
  child.end_group();
  for (auto* outlet : {&out, &err}) outlet->end();
  return child.status();
}

}  // namespace

Result<int> run_dev(const DevPlan& plan) {
  auto scaffold = (std::filesystem::temp_directory_path() / "berth-dev-XXXXXX").string();
  if (::mkdtemp(scaffold.data()) == nullptr) return from_errno(errno, scaffold);
  auto signals = catch_signals();
  Outlet out(logs::Stream::out, plan.format), err(logs::Stream::err, plan.format);
  auto pid = ::fork();
  if (pid == 0) become(plan, scaffold, out.to(), err.to());
  if (pid < 0) return from_errno(errno, "start a process");
  ::setpgid(pid, pid);
  out.close_theirs();
  err.close_theirs();
  Child child(plan, pid);
  int status = follow(child, signals.get(), out, err);
  ::rmdir(scaffold.c_str());
  return status;
}

}  // namespace berth::ctl
