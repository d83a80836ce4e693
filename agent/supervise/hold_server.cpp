#include "supervise/hold_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "loop/wakeup.h"
#include "service/hold_words.h"
#include "service/name.h"

namespace berth::supervise {

namespace {

using boost::asio::posix::stream_descriptor;
namespace word = hold::word;
constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace

struct HolderLink::Socket {
  Socket(const Executor& executor, int fd) : descriptor(executor, fd) {}
  stream_descriptor descriptor;
};

HolderLink::HolderLink(const Executor& executor, UniqueFd socket, int pid)
    : socket_(std::make_unique<Socket>(executor, socket.release())), pid_(pid) {}

HolderLink::~HolderLink() = default;

void HolderLink::notify(const std::string& lines) {
  send(fmt::format("{}\n{}", word::notify, lines));
}
void HolderLink::listen(const std::string& path) {
  send(fmt::format("{} {}", word::listen, path));
}
void HolderLink::exit(int status) {
  send(fmt::format("{} {}", word::exit, status));
}

void HolderLink::send(const std::string& packet) {
  auto bounded = std::string_view(packet).substr(0, word::longest_message);
  // A holder that does not read is a holder that is dying; its packets may go.
  if (::send(socket_->descriptor.native_handle(), bounded.data(), bounded.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    log::debug("holder {}: {}", pid_, std::strerror(errno));
}

Task<Result<std::string>> HolderLink::receive() {
  char packet[word::longest_message];
  while (true) {
    auto got = ::recv(socket_->descriptor.native_handle(), packet, sizeof packet, MSG_DONTWAIT);
    if (got > 0) co_return std::string(packet, static_cast<std::size_t>(got));
    if (got == 0) co_return Error{ErrorKind::unreachable, "the holder is gone"};
    if (errno != EAGAIN && errno != EINTR) co_return from_errno(errno, "holder");
    auto [error] = co_await socket_->descriptor.async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return Error{ErrorKind::cancelled, error.message()};
  }
}

struct HoldServer::Listener {
  Listener(const Executor& executor, int fd) : descriptor(executor, fd) {}
  stream_descriptor descriptor;
};

HoldServer::HoldServer(Tasks& tasks, std::string path, HoldEvents events)
    : tasks_(tasks), path_(std::move(path)), events_(std::move(events)) {}

HoldServer::~HoldServer() = default;

Result<void> HoldServer::listen() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return from_errno(errno, "socket");
  auto temporary = path_ + ".new";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (temporary.size() >= sizeof address.sun_path) return Error{ErrorKind::invalid, path_ + ": too long for a socket"};
  std::memcpy(address.sun_path, temporary.c_str(), temporary.size());
  ::unlink(temporary.c_str());
  auto before = ::umask(0177);
  int bound = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound < 0) return from_errno(errno, temporary);
  if (::listen(fd.get(), SOMAXCONN) < 0) return from_errno(errno, temporary);
  // Holders wait for the name to appear: it must not before they can connect.
  if (::rename(temporary.c_str(), path_.c_str()) < 0) return from_errno(errno, path_);
  listener_ = std::make_unique<Listener>(tasks_.executor(), fd.release());
  tasks_.start("holders", accept_all());
  return {};
}

Task<> HoldServer::accept_all() {
  while (true) {
    auto [error] = co_await listener_->descriptor.async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return;
    UniqueFd socket(::accept4(listener_->descriptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) {
      if (errno != EMFILE && errno != ENFILE) continue;
      log::error("accept a holder: {}", std::strerror(errno));
      co_await sleep(std::chrono::seconds(1));  // the connection waits in the backlog
      continue;
    }
    ucred peer{};
    socklen_t length = sizeof peer;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 || peer.uid != 0) {
      log::warning("refused a connection of uid {} to {}", peer.uid, path_);
      continue;
    }
    auto holder = std::make_shared<HolderLink>(tasks_.executor(), std::move(socket), peer.pid);
    tasks_.start("holder", serve(holder));
  }
}

Task<> HoldServer::serve(HolderPtr holder) {
  auto hello = co_await holder->receive();
  if (!hello) co_return;
  if (*hello == word::sync) {
    events_.sync(holder);
    co_return;
  }
  auto space = hello->find(' ');
  auto first = hello->substr(0, space);
  auto name = space == std::string::npos ? "" : hello->substr(space + 1);
  bool known = first == word::start || first == word::running || first == word::stopping || first == word::cleanup ||
               first == word::reload || first == word::prepare;
  auto allowed = service::check_name(name);
  if (!known || !allowed) {
    log::warning("process {} said \"{}\" on {}", holder->pid(), text::printable(*hello, 80), path_);
    // An instance may have any name that systemd takes.
    if (known) {
      holder->notify("STATUS=" + allowed.error().text);
      holder->exit(78);
    }
    co_return;
  }
  bool is_of_it = is_in_unit(holder->pid(), service::unit_name(name)) ||
                  (first == word::prepare && is_in_unit(holder->pid(), service::helper_unit(name)));
  if (!is_of_it) {
    log::warning("process {} speaks for {} without belonging to its unit", holder->pid(), name);
    holder->exit(1);
    co_return;
  }
  events_.came(holder, first, name);
  while (true) {
    auto packet = co_await holder->receive();
    if (!packet) break;
    tell(holder, name, *packet);
  }
  events_.gone(holder, name);
}

void HoldServer::tell(const HolderPtr& holder, const std::string& name, const std::string& packet) const {
  const auto said = fmt::format("{}\n", word::said);
  if (packet == word::watchdog && events_.watchdog)
    events_.watchdog(holder, name);
  else if (packet == word::stop || packet == word::watchdog)
    events_.wants_stop(holder, name);
  else if (packet.starts_with(said) && events_.said)
    events_.said(holder, name, packet.substr(said.size()));
}

bool is_in_unit(int pid, const std::string& unit) {
  auto groups = file::read(fmt::format("/proc/{}/cgroup", pid), 1 << 16);
  if (!groups) return false;
  for (auto line : text::split(*groups, '\n')) {
    // "1:name=systemd:/system.slice/web.service" (v1) or "0::/system.slice/web.service" (v2)
    if (!line.starts_with("0::") && line.find(":name=systemd:") == std::string_view::npos) continue;
    auto path = line.substr(line.rfind(':') + 1);
    for (auto part : text::split(path, '/'))
      if (part == unit) return true;
  }
  return false;
}

}  // namespace berth::supervise
