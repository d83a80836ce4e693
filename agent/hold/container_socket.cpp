#include "hold/container_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace berth::hold {

namespace {

constexpr unsigned longest_datagram = 4096;
// At the most 64 datagrams fifty times a second: more than a container can have to say, and next to nothing for us, for
// systemd and for the daemon. One that says more waits in its own send.
constexpr int most_at_once = 64;
constexpr int rest_milliseconds = 20;

long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1'000'000;
}

int open_at(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path[0] != '/' || strlen(path) >= sizeof address.sun_path) {
    errno = path[0] != '/' ? EINVAL : ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  unlink(path);
  // Whatever user the container runs as may speak. Who else could is kept out by the folder.
  mode_t before = umask(0111);
  int bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  umask(before);
  if (bound == 0) return fd;
  int reason = errno;
  close(fd);
  errno = reason;
  return -1;
}

}  // namespace

void ContainerSocket::listen(const char* path) {
  if (socket_ >= 0) close(socket_);
  rests_until_ = 0;
  socket_ = open_at(path);
  if (socket_ >= 0) return;
  char text[256];
  int length = snprintf(text, sizeof text, "the container's socket %.160s: %s\n", path, strerror(errno));
  [[maybe_unused]] auto told = write(STDERR_FILENO, text, static_cast<size_t>(length));
}

int ContainerSocket::rest() const {
  if (rests_until_ == 0) return 0;
  auto left = rests_until_ - now();
  return left > 0 ? static_cast<int>(left) : 0;
}

void ContainerSocket::hear(Heard& heard) {
  char datagram[longest_datagram];
  for (int count = 0; count < most_at_once; ++count) {
    // Without a place for control data the kernel closes what file descriptors came along.
    auto length = recv(socket_, datagram, sizeof datagram, MSG_TRUNC);
    if (length < 0) break;
    if (length <= static_cast<ssize_t>(sizeof datagram)) heard.add(datagram, static_cast<unsigned>(length));
  }
  rests_until_ = now() + rest_milliseconds;
}

}  // namespace berth::hold
