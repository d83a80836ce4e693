#include "logs/datagram.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace berth::logs {

namespace {

Delivery delivery_for(int error_number) {
  switch (error_number) {
    case EAGAIN:
    case ENOBUFS:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case ETOOMANYREFS: return Delivery::busy;
    case ECONNREFUSED:
    case ECONNRESET:
    case ENOTCONN:
    case EDESTADDRREQ:
    case ENOENT:
    case EPIPE:
    case EBADF: return Delivery::away;
    default: return Delivery::refused;
  }
}

int send_message(int socket, const msghdr& message) {
  while (true) {
    if (::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

// journald takes a memfd only when nobody can change it any more.
UniqueFd sealed(std::string_view content) {
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  UniqueFd fd(::memfd_create("berth-journal", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  while (fd && !content.empty()) {
    auto put = ::write(fd.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return {};
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  if (!fd || ::fcntl(fd.get(), F_ADD_SEALS, seals) < 0) return {};
  return fd;
}

Delivery deliver_as_file(int socket, std::string_view record) {
  auto fd = sealed(record);
  if (!fd) return delivery_for(errno);
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  auto* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = fd.get();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  auto failed = send_message(socket, message);
  return failed == 0 ? Delivery::done : delivery_for(failed);
}

}  // namespace

UniqueFd connect_datagram(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return errno = ENAMETOOLONG, UniqueFd();
  std::memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) return {};
  return fd;
}

Delivery deliver(int socket, std::string_view record) {
  iovec part{const_cast<char*>(record.data()), record.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  auto failed = send_message(socket, message);
  if (failed == EMSGSIZE) return deliver_as_file(socket, record);
  return failed == 0 ? Delivery::done : delivery_for(failed);
}

}  // namespace berth::logs
