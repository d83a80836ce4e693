#include "process/run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::process;
using namespace std::chrono_literals;

namespace {

const Limits generous{5s, 64 * 1024};
const Limits short_limits{200ms, 64 * 1024};

Command shell(const std::string& script) {
  Command command;
  command.path = "/bin/sh";
  command.arguments = {"-c", script};
  command.environment["PATH"] = "/usr/bin:/bin";
  return command;
}

Command program(const std::string& path, std::vector<std::string> arguments = {}) {
  Command command;
  command.path = path;
  command.arguments = std::move(arguments);
  return command;
}

Ending ending_of(Command command) {
  Ending ending;
  test::on_loop([&](Executor executor) -> Task<> {
    auto result = co_await run(executor, command, generous);
    REQUIRE(result.has_value());
    ending = *result;
  });
  return ending;
}

std::size_t open_files() {
  std::size_t count = 0;
  for (int fd = 0; fd < 1024; ++fd) count += ::fcntl(fd, F_GETFD) >= 0;
  return count;
}

bool has_children() {
  return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

// Of tests before, whose loops ended before their programs did.
void forget_children() {
  while (has_children()) ::usleep(1000);
}

// Whether the process whose number is in that file is there and no zombie.
bool is_alive(const std::string& file) {
  int pid = 0;
  std::ifstream(file) >> pid;
  REQUIRE(pid > 0);
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return stat >> number >> name >> state && state != "Z" && state != "X";
}

}  // namespace

TEST_CASE("a program gets its input, and gives its output and status", "[process]") {
  auto command = shell("read line; echo \"got $line\"; exit 7");
  command.input = "registry:5000";
  auto ending = ending_of(command);
  CHECK(ending.output == "got registry:5000\n");
  CHECK(ending.status == 7);
  CHECK(ending_of(shell("cat")).output.empty());
  CHECK(ending_of(shell("exit 0")).status == 0);
  CHECK(ending_of(shell("kill -TERM $$")).status == 128 + 15);
}

TEST_CASE("a program gets the environment that it is given, and nothing else of ours", "[process]") {
  auto command = program("/usr/bin/env");
  command.environment = {{"HOME", "/root"}, {"PATH", "/usr/bin:/bin"}};
  CHECK(ending_of(command).output == "HOME=/root\nPATH=/usr/bin:/bin\n");

  int open = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  auto files = ending_of(program("/bin/ls", {"/proc/self/fd"})).output;
  ::close(open);
  CHECK(files == "0\n1\n2\n3\n");  // 3 is the folder itself

  // Asio has it ignored; a program expects to be ended by it.
  auto ignored = ending_of(program("/bin/grep", {"SigIgn", "/proc/self/status"})).output;
  auto mask = std::stoul(ignored.substr(ignored.find('\t')), nullptr, 16);
  CHECK((mask & 1ul << (SIGPIPE - 1)) == 0);
}

TEST_CASE("standard error goes nowhere", "[process]") {
  auto ending = ending_of(shell("echo s3cret >&2; readlink /proc/self/fd/2"));
  CHECK(ending.output == "/dev/null\n");
}

TEST_CASE("what can't be run ends as it would in a shell", "[process]") {
  test::TempFolder folder;
  folder.write("text", "no program");
  CHECK(ending_of(program(folder.path("missing"))).status == 127);
  CHECK(ending_of(program(folder.path("text"))).status == 126);
  folder.write("no-loader", "#!/no/such/shell\n");
  ::chmod(folder.path("no-loader").c_str(), 0755);
  CHECK(ending_of(program(folder.path("no-loader"))).status == 127);
}

TEST_CASE("nothing is left of a run: no file, no zombie, no process of its group", "[process]") {
  forget_children();
  test::TempFolder folder;
  test::on_loop([&](Executor executor) -> Task<> {
    auto quick = shell("exit 0");
    co_await run(executor, quick, generous);  // Asio has opened what it needs
    auto before = open_files();
    auto command = shell("sleep 60 & echo $! > " + folder.path("pid") + "; echo done");
    for (int i = 0; i < 20; ++i) {
      auto result = co_await run(executor, command, generous);
      REQUIRE(result.has_value());
      CHECK(result->output == "done\n");
      CHECK_FALSE(has_children());
    }
    co_await sleep(20ms);
    CHECK(open_files() == before);
    CHECK_FALSE(is_alive(folder.path("pid")));
  });
}

TEST_CASE("a daemon that a program starts lives on, and its hold on the output delays nobody", "[process]") {
  test::TempFolder folder;
  auto begin = std::chrono::steady_clock::now();
  auto command = shell("setsid sh -c 'echo $$ > " + folder.path("pid") + "; exec sleep 2' & while ! [ -s " +
                       folder.path("pid") + " ]; do sleep 0.01; done; echo done");
  CHECK(ending_of(command).output == "done\n");
  CHECK(std::chrono::steady_clock::now() - begin < 1500ms);
  CHECK(is_alive(folder.path("pid")));
}

TEST_CASE("a program that hangs is killed at its limit with all its group, and the loop goes on meanwhile",
          "[process]") {
  forget_children();
  test::TempFolder folder;
  auto pid = folder.path("pid");
  for (auto script : {"echo $$ > FILE; exec sleep 60", "trap '' TERM; sleep 60 & echo $! > FILE; wait; sleep 60",
                      "exec >&-; echo $$ > FILE; exec sleep 60", "echo $$ > FILE; while :; do :; done"}) {
    INFO(script);
    std::string text = script;
    text.replace(text.find("FILE"), 4, pid);
    test::on_loop([&](Executor executor) -> Task<> {
      Tasks tasks(executor);
      int turns = 0;
      auto turn = [](int& count) -> Task<> {
        while (true) {
          co_await sleep(10ms);
          ++count;
        }
      };
      auto turning = tasks.start("turns", turn(turns));
      auto command = shell(text);
      auto begin = std::chrono::steady_clock::now();
      auto result = co_await run(executor, command, short_limits);
      auto took = std::chrono::steady_clock::now() - begin;
      REQUIRE(result.has_error());
      CHECK(result.error().kind == ErrorKind::timeout);
      CHECK(result.error().text == "did not end within 200ms");
      CHECK(took >= 200ms);
      CHECK(took < 2s);
      CHECK(turns >= 5);
      co_await sleep(100ms);
      CHECK_FALSE(is_alive(pid));
      CHECK_FALSE(has_children());
      tasks.cancel(turning);
      while (!tasks.empty()) co_await sleep(1ms);
    });
  }
}

TEST_CASE("a program that writes too much is stopped", "[process]") {
  forget_children();
  test::on_loop([&](Executor executor) -> Task<> {
    auto command = shell("head -c 10000000 /dev/zero; sleep 60");
    auto result = co_await run(executor, command, generous);
    REQUIRE(result.has_error());
    CHECK(result.error().kind == ErrorKind::limit);
    CHECK(result.error().text == "wrote more than 64 KiB");
    co_await sleep(100ms);
    CHECK_FALSE(has_children());
  });
  CHECK(ending_of(shell("head -c 65536 /dev/zero")).output.size() == 65536);
}

TEST_CASE("a run that is cancelled takes its program down", "[process]") {
  forget_children();
  test::TempFolder folder;
  auto pid = folder.path("pid");
  test::on_loop([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    std::string told;
    auto job = [](Executor e, Command command, std::string& why) -> Task<> {
      auto result = co_await run(e, command, generous);
      why = result ? "it ended" : result.error().text;
    };
    auto task = tasks.start("job", job(executor, shell("echo $$ > " + pid + "; sleep 60"), told));
    while (folder.names().empty()) co_await sleep(10ms);
    co_await sleep(50ms);
    tasks.cancel(task);
    while (!tasks.empty()) co_await sleep(1ms);
    CHECK(told == "cancelled");
    co_await sleep(100ms);
    CHECK_FALSE(is_alive(pid));
    CHECK_FALSE(has_children());
  });
}

TEST_CASE("a run that is cancelled at once leaves no process either", "[process]") {
  forget_children();
  test::on_loop([&](Executor executor) -> Task<> {
    Tasks tasks(executor);
    auto job = [](Executor e, Command command) -> Task<> { co_await run(e, command, generous); };
    auto task = tasks.start("job", job(executor, shell("sleep 60")));
    tasks.cancel(task);
    while (!tasks.empty()) co_await sleep(1ms);
    co_await sleep(100ms);
    CHECK_FALSE(has_children());
  });
}

TEST_CASE("a loop that ends during a run kills the program", "[process]") {
  test::TempFolder folder;
  auto pid = folder.path("pid");
  {
    boost::asio::io_context context(1);
    Tasks tasks(context.get_executor());
    auto job = [](Executor e, Command command) -> Task<> { co_await run(e, command, generous); };
    tasks.start("job", job(context.get_executor(), shell("echo $$ > " + pid + "; sleep 60")));
    while (folder.names().empty()) context.run_for(10ms);
    context.run_for(50ms);
  }
  ::waitpid(-1, nullptr, 0);  // nobody is left to do it
  CHECK_FALSE(is_alive(pid));
}

TEST_CASE("what a program writes to standard error comes along if the command says so", "[process]") {
  auto command = shell("echo out; echo oops >&2");
  CHECK(ending_of(command).output == "out\n");
  command.keeps_errors = true;
  CHECK(ending_of(command).output == "out\noops\n");
}
