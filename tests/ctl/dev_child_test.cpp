#include "ctl/dev_child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

// berthctl, with its output in files.
struct Run {
  explicit Run(ctl::DevPlan plan) {
    plan.environment = {"PATH=/usr/bin:/bin"};
    std::fflush(stdout);  // what the test's own program has to say yet is not for the child
    pid = ::fork();
    if (pid != 0) return;
    for (auto [name, number] : {std::pair("out", 1), std::pair("err", 2)})
      ::dup2(::open(folder.path(name).c_str(), O_CREAT | O_WRONLY, 0600), number);
    auto status = ctl::run_dev(plan);
    ::_exit(status ? *status : 99);
  }
  int wait() const {
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string text(const std::string& name) const {
    auto text = file::read(folder.path(name), 1 << 20);
    return text ? *text : "";
  }
  void until(const std::string& wanted) const {
    for (int i = 0; i < 5000 && text("out").find(wanted) == std::string::npos; ++i) ::usleep(1000);
    CHECK(text("out").find(wanted) != std::string::npos);
  }
  test::TempFolder folder;
  pid_t pid = 0;
};

ctl::DevPlan script(const std::string& text) {
  ctl::DevPlan plan;
  plan.command = {"sh", "-c", text};
  return plan;
}

}  // namespace

TEST_CASE("what dev runs ends with its own status, and its streams are ours", "[ctl]") {
  Run run(script("echo one; echo two >&2; printf three; exit 7"));
  CHECK(run.wait() == 7);
  CHECK(run.text("out") == "one\nthree\n");
  CHECK(run.text("err") == "two\n");
}

TEST_CASE("dev shows lines in the form of the log file", "[ctl]") {
  auto plan = script("echo one");
  plan.format = service::LogFormat::json;
  Run run(plan);
  CHECK(run.wait() == 0);
  CHECK(run.text("out").find(R"("stream":"stdout","log":"one"})") != std::string::npos);
}

TEST_CASE("an interrupt of dev is the service's own StopSignal, and other signals go through", "[ctl]") {
  auto plan = script("trap 'echo hup' HUP; trap 'echo usr1; exit 5' USR1; echo ready; while :; do sleep 0.01; done");
  plan.stop_signal = "SIGUSR1";
  Run run(plan);
  run.until("ready");
  ::kill(run.pid, SIGHUP);
  run.until("hup");
  ::kill(run.pid, SIGINT);
  CHECK(run.wait() == 5);
  CHECK(run.text("out") == "ready\nhup\nusr1\n");
}

TEST_CASE("what does not stop in time under dev is killed, with all that it has started", "[ctl]") {
  auto plan = script("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  plan.stop_timeout = std::chrono::milliseconds(50);
  Run run(plan);
  run.until("ready");
  ::kill(run.pid, SIGTERM);
  CHECK(run.wait() == 128 + SIGKILL);
}

TEST_CASE("a program that is not there is told of, with the way to name another", "[ctl]") {
  ctl::DevPlan plan;
  plan.command = {"/no/such/program"};
  Run run(plan);
  CHECK(run.wait() == 127);
  CHECK(run.text("err").find("/no/such/program: No such file or directory; what to run may be given behind --") !=
        std::string::npos);
}
