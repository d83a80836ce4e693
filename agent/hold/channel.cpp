#include "hold/channel.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace berth::hold {

bool Channel::connect(const char* hello) {
  bool is_connected = try_to_connect(hello);
  if (!is_connected && watch_ < 0) {
    watch();
    is_connected = try_to_connect(hello);  // the socket may have appeared before the watch
  }
  if (!is_connected || watch_ < 0) return is_connected;
  ::close(watch_);
  watch_ = -1;
  return true;
}

bool Channel::try_to_connect(const char* hello) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (strlen(path_) >= sizeof address.sun_path) return false;
  strcpy(address.sun_path, path_);
  socket_ = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && send(hello)) return true;
  close();
  return false;
}

void Channel::watch() {
  char folder[PATH_MAX];
  const char* slash = strrchr(path_, '/');
  if (slash == nullptr || slash - path_ >= PATH_MAX) return;
  memcpy(folder, path_, static_cast<size_t>(slash - path_));
  folder[slash - path_] = '\0';
  watch_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch_ >= 0 && inotify_add_watch(watch_, folder, IN_CREATE | IN_MOVED_TO) < 0) {
    ::close(watch_);
    watch_ = -1;
  }
}

void Channel::seen() const {
  char events[4096];
  while (read(watch_, events, sizeof events) > 0) continue;
}

bool Channel::send(const char* message) {
  return ::send(socket_, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 || errno == EAGAIN;
}

int Channel::receive(char* buffer, unsigned size) {
  ssize_t got = recv(socket_, buffer, size - 1, 0);
  if (got < 0 && errno == EINTR) return 0;
  if (got <= 0) {
    close();
    return -1;
  }
  buffer[got] = '\0';
  return static_cast<int>(got);
}

void Channel::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

}  // namespace berth::hold
