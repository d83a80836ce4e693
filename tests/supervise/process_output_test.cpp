#include "supervise/process_output.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstring>
#include <map>

#include "base/file.h"
#include "base/text.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::ProcessOutput;

namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

// As systemd does with a path that is a socket.
UniqueFd connect_to(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = address_of(path);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return UniqueFd();
  ::shutdown(fd.get(), SHUT_RD);
  return fd;
}

void say(const UniqueFd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    auto put = ::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) ::_exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

struct Stage {
  Stage(const Executor& executor, const std::string& folder)
      : way{"web", folder + "/web.out", folder + "/web.err", folder + "/web.at"},
        journal(executor, folder + "/no-journal"),
        tasks(executor),
        shelf(folder + "/output") {
    log.file = folder + "/web.log";
    log.journal = false;
    log.max_size = 0;
  }
  std::unique_ptr<ProcessOutput> open() {
    auto output = std::make_unique<ProcessOutput>(tasks, shelf, journal, way, log, [](const std::string&) {});
    auto listening = output->listen();
    REQUIRE(listening);
    return output;
  }
  std::string file() const {
    auto text = file::read(log.file, 256 << 20);
    return text ? *text : "";
  }
  Task<> until_file(std::string text) {
    for (int i = 0; i < 1000 && file() != text; ++i) co_await sleep(std::chrono::milliseconds(1));
    CHECK(file() == text);
  }

  ProcessOutput::Way way;
  logs::Journal journal;
  Tasks tasks;
  supervise::OutputShelf shelf;
  service::Log log;
};

// Its commands come one after the other, each with two connections of its own.
Task<> commands(Executor executor) {
  test::TempFolder folder;
  Stage stage(executor, folder.path(""));
  auto output = stage.open();
  CHECK_FALSE(output->is_connected());
  auto before = connect_to(stage.way.out);
  say(before, "prepared");
  before.reset();
  co_await stage.until_file("prepared\n");
  auto out = connect_to(stage.way.out), err = connect_to(stage.way.err);
  say(out, "one\ntw");
  co_await stage.until_file("prepared\none\n");
  CHECK(output->is_connected());
  say(err, "trouble\n");
  co_await stage.until_file("prepared\none\ntrouble\n");
  say(out, "o\nend");
  out.reset();
  co_await stage.until_file("prepared\none\ntrouble\ntwo\nend\n");
}

Task<> another_log(Executor executor) {
  test::TempFolder folder;
  Stage stage(executor, folder.path(""));
  auto output = stage.open();
  auto out = connect_to(stage.way.out);
  say(out, "one\n");
  co_await stage.until_file("one\n");
  stage.log.file = folder.path("other.log");
  stage.log.format = service::LogFormat::json;
  output->set_log(stage.log);
  say(out, "two\n");
  for (int i = 0; i < 1000 && stage.file().empty(); ++i) co_await sleep(std::chrono::milliseconds(1));
  CHECK(stage.file().find(R"("stream":"stdout","log":"two")") != std::string::npos);
}

Task<> place_taken(Executor executor) {
  test::TempFolder folder;
  Stage stage(executor, folder.path(""));
  REQUIRE(file::replace(stage.way.out, "not a socket", 0644));
  auto output = stage.open();
  REQUIRE(file::remove(stage.way.err));
  REQUIRE(output->listen());
  auto out = connect_to(stage.way.out), err = connect_to(stage.way.err);
  say(out, "one\n");
  co_await stage.until_file("one\n");
  say(err, "two\n");
  co_await stage.until_file("one\ntwo\n");
  output->close();
  CHECK_FALSE(file::exists(stage.way.out));
}

// What systemd does for a service with a store: it keeps what is sent, and gives it to whoever comes next.
class Keeper {
 public:
  explicit Keeper(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    auto address = address_of(path);
    REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Keeper() { ::unsetenv("NOTIFY_SOCKET"); }

  // Takes all that was sent.
  void hear() {
    while (hear_one()) {
    }
  }
  int times_stored() const { return times_stored_; }
  // In the child that comes next.
  void hand_on() const {
    std::vector<int> fds;
    std::string names;
    for (const auto& [name, fd] : kept_) {
      fds.push_back(::fcntl(fd.get(), F_DUPFD, 200));
      names += (names.empty() ? "" : ":") + name;
    }
    for (std::size_t at = 0; at < fds.size(); ++at) ::dup2(fds[at], static_cast<int>(3 + at));
    for (int fd : fds) ::close(fd);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", std::to_string(fds.size()).c_str(), 1);
    ::setenv("LISTEN_FDNAMES", names.c_str(), 1);
  }

 private:
  bool hear_one() {
    char text[4096], control[CMSG_SPACE(sizeof(int))];
    iovec part{text, sizeof text};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    if (got < 0) return false;
    std::string_view said(text, static_cast<std::size_t>(got));
    auto name = std::string(said.substr(said.find("FDNAME=") + 7));
    name = name.substr(0, name.find('\n'));
    if (auto* header = CMSG_FIRSTHDR(&message); header != nullptr) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
      kept_[name] = UniqueFd(fd);
      ++times_stored_;
    } else if (said.starts_with("FDSTOREREMOVE=1")) {
      kept_.erase(name);
    }
    return true;
  }

  UniqueFd socket_;
  std::map<std::string, UniqueFd> kept_;
  int times_stored_ = 0;
};

// A daemon: reads until all that was connected has ended.
int read_until_killed(const std::string& folder, bool was_connected) {
  boost::asio::io_context context;
  Stage stage(context.get_executor(), folder);
  auto output = stage.open();
  bool is_connected = was_connected;
  while (!is_connected || output->is_connected()) {
    context.run_one();
    is_connected = is_connected || output->is_connected();
  }
  return 0;
}

std::string numbered(std::string_view word, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{} {} xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", word, i);
  return text;
}

// Its name is there a moment before somebody listens.
UniqueFd connect_soon(const std::string& path) {
  auto fd = connect_to(path);
  for (int i = 0; i < 10'000 && !fd; ++i) {
    ::usleep(1000);
    fd = connect_to(path);
  }
  REQUIRE(fd);
  return fd;
}

pid_t start_writer(UniqueFd fd, const std::string& text) {
  auto writer = ::fork();
  if (writer != 0) return writer;
  say(fd, text);
  ::_exit(0);
}

Task<> rest(Executor executor) {
  test::TempFolder folder;
  Stage stage(executor, folder.path(""));
  auto output = stage.open();
  auto known = connect_to(stage.way.out);
  say(known, "first\n");
  co_await stage.until_file("first\n");
  auto text = numbered("line", 5'000);
  say(known, text + "no newline");
  auto unknown = connect_to(stage.way.err);
  say(unknown, "of the other\n");
  output->close();
  output.reset();
  CHECK((stage.file() == "first\nof the other\n" + text + "no newline\n"));  // its streams have no order
}

std::string lines_with(const std::string& text, std::string_view word) {
  std::string all;
  for (auto line : text::split(text, '\n'))
    if (line.starts_with(word)) all += fmt::format("{}\n", line);
  return all;
}

}  // namespace

TEST_CASE("daemons that are killed at any moment lose no line of a process and double none", "[supervise]") {
  test::TempFolder folder;
  auto path = folder.path("");
  Keeper keeper(folder.path("notify"));
  auto out = numbered("out", 150'000), err = numbered("err", 100'000);
  std::vector<pid_t> writers;
  int kills = 0;
  for (bool done = false; !done; ++kills) {
    bool was_connected = kills > 0;  // also if both are over, and the daemon before was killed when it knew
    auto reader = ::fork();
    if (reader == 0) {
      keeper.hand_on();
      ::_exit(read_until_killed(path, was_connected));
    }
    if (kills == 0) {
      auto to_out = connect_soon(folder.path("web.out")), to_err = connect_soon(folder.path("web.err"));
      // systemd has both connections: what is killed before that is another matter.
      while (keeper.times_stored() < 4) keeper.hear();
      auto first = start_writer(std::move(to_out), out);
      writers = {first, start_writer(std::move(to_err), err)};
    }
    // Later and later: on a machine under load, too, one comes to its work.
    ::usleep(static_cast<useconds_t>(1000 + (kills * 7919) % 15'000 + kills * 100));
    ::kill(reader, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(reader, &status, 0) == reader);
    keeper.hear();
    done = WIFEXITED(status);
    if (done) CHECK(WEXITSTATUS(status) == 0);
    REQUIRE(kills < 10'000);
  }
  for (auto writer : writers) {
    int status = -1;
    REQUIRE(::waitpid(writer, &status, 0) == writer);
    CHECK(status == 0);
  }
  CHECK(kills > 1);
  auto text = file::read(folder.path("web.log"), 256 << 20);
  REQUIRE(text);
  CHECK(text->size() == out.size() + err.size());
  CHECK((lines_with(*text, "out") == out));
  CHECK((lines_with(*text, "err") == err));
}

TEST_CASE("what each command of a process writes becomes lines, the last one also without its newline", "[supervise]") {
  test::on_loop([](Executor executor) { return commands(executor); });
}
TEST_CASE("a process that runs goes on in another log when that is said", "[supervise]") {
  test::on_loop([](Executor executor) { return another_log(executor); });
}
TEST_CASE("what has come when an output is closed for good is in the log to the last, also of a command not heard of",
          "[supervise]") {
  test::on_loop([](Executor executor) { return rest(executor); });
}
TEST_CASE("a process's sockets are made anew where something else stands, or nothing", "[supervise]") {
  test::on_loop([](Executor executor) { return place_taken(executor); });
}
