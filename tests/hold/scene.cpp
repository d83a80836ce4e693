#include "hold/scene.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <chrono>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "support/catch.h"

namespace berth::test {

namespace {

constexpr int patience = 5000;  // milliseconds

struct Address {
  explicit Address(const std::string& name) {
    plain.sun_family = AF_UNIX;
    if (name.size() >= sizeof plain.sun_path) throw std::runtime_error("too long for a socket: " + name);
    std::memcpy(plain.sun_path, name.data(), name.size());
    if (name.starts_with('@')) plain.sun_path[0] = '\0';
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (name.starts_with('@') ? 0 : 1));
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&plain); }
  sockaddr_un plain{};
  socklen_t size = 0;
};

UniqueFd bound(int type, const std::string& name) {
  UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  Address address(name);
  if (::bind(fd.get(), address.get(), address.size) < 0) throw std::runtime_error("bind " + name);
  return fd;
}

bool is_readable(int fd, int milliseconds) {
  pollfd polled{fd, POLLIN, 0};
  return ::poll(&polled, 1, milliseconds) > 0;
}

std::string receive(int fd) {
  char packet[65536];
  auto got = ::recv(fd, packet, sizeof packet, 0);
  return got > 0 ? std::string(packet, static_cast<std::size_t>(got)) : "gone";
}

}  // namespace

PlayedSystemd::PlayedSystemd(std::string address)
    : address_(std::move(address)), socket_(bound(SOCK_DGRAM, address_)) {}

std::string PlayedSystemd::hear() const {
  return is_readable(socket_.get(), patience) ? receive(socket_.get()) : "nothing";
}

std::vector<std::string> PlayedSystemd::rest() const {
  std::vector<std::string> all;
  while (is_readable(socket_.get(), 0)) all.push_back(receive(socket_.get()));
  return all;
}

void PlayedPeer::say(const std::string& packet) const {
  ::send(socket_.get(), packet.data(), packet.size(), MSG_NOSIGNAL);
}

std::string PlayedPeer::hear() const {
  return hear_within(patience).value_or("nothing");
}

std::optional<std::string> PlayedPeer::hear_within(int milliseconds) const {
  if (!is_readable(socket_.get(), milliseconds)) return std::nullopt;
  return receive(socket_.get());
}

PlayedDaemon::PlayedDaemon(std::string path) : path_(std::move(path)), socket_(bound(SOCK_SEQPACKET, path_ + ".new")) {
  ::listen(socket_.get(), 10);
  ::rename((path_ + ".new").c_str(), path_.c_str());
}

PlayedDaemon::~PlayedDaemon() {
  ::unlink(path_.c_str());
}

PlayedPeer PlayedDaemon::accept() const {
  if (!is_readable(socket_.get(), patience)) throw std::runtime_error("no holder came");
  return PlayedPeer(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
}

RunningHolder::RunningHolder(const TempFolder& folder, const std::string& notify_socket,
                             std::vector<std::string> arguments) {
  // Its systemctl only notes what it was asked for.
  folder.write("systemctl", "#!/bin/sh\necho \"$@\" >>" + folder.path("systemctl.log") + "\n");
  ::chmod(folder.path("systemctl").c_str(), 0755);
  arguments.insert(arguments.begin(), {BERTH_HOLD, "--socket", folder.path("hold.sock")});
  std::vector<std::string> environment = {"PATH=" + folder.path() + ":/usr/bin:/bin", "NOTIFY_SOCKET=" + notify_socket};
  auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  };
  auto argv = pointers(arguments), envp = pointers(environment);
  if (::posix_spawn(&pid_, argv.front(), nullptr, nullptr, argv.data(), envp.data()) != 0)
    throw std::runtime_error(std::string("can't run ") + argv.front());
}

RunningHolder::~RunningHolder() {
  if (pid_ < 0) return;
  signal(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void RunningHolder::signal(int number) const {
  ::kill(pid_, number);
}

int RunningHolder::wait() {
  int status = 0;
  for (int waited = 0; waited < patience; waited += 10) {
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

bool speak(const std::string& path, const std::string& datagram, int attached) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  timeval limit{2, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  Address address(path);
  iovec text{const_cast<char*>(datagram.data()), datagram.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof attached)] = {};
  msghdr message{};
  message.msg_name = &address.plain;
  message.msg_namelen = address.size;
  message.msg_iov = &text;
  message.msg_iovlen = 1;
  if (attached >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof attached);
    std::memcpy(CMSG_DATA(head), &attached, sizeof attached);
  }
  return ::sendmsg(fd.get(), &message, MSG_NOSIGNAL) >= 0;
}

void Scene::run() {
  holder = std::make_unique<RunningHolder>(folder, systemd.address(), std::vector<std::string>{"web"});
}

void Scene::serve() {
  daemon = std::make_unique<PlayedDaemon>(folder.path("hold.sock"));
  if (!holder) run();
  peer = std::make_unique<PlayedPeer>(daemon->accept());
}

void Scene::leave() {
  daemon.reset();
  peer.reset();
}

void Scene::begin() {
  serve();
  CHECK(peer->hear() == "start web");
}

void Scene::begin_listening() {
  begin();
  listen(container);
}

void Scene::listen(const std::string& path) const {
  peer->say("listen " + path);
  sync();
}

void Scene::sync() const {
  peer->say("notify\nX_SYNC=1");
  CHECK(systemd.hear() == "X_SYNC=1");
}

}  // namespace berth::test
