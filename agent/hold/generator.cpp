// berth-generator: at daemon-reload, has berthd write the unit files of new descriptors before systemd reads them.
// Never fails and never waits long: at boot the daemon is not there yet, and the unit files are.
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/hold_words.h"

int main() {
  namespace word = berth::hold::word;
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  timeval limit{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  strcpy(address.sun_path, word::socket_path);
  char answer[word::longest_message];
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      send(fd, word::sync, strlen(word::sync), MSG_NOSIGNAL) >= 0) {
    [[maybe_unused]] auto answered = recv(fd, answer, sizeof answer, 0);
  }
  close(fd);
  return 0;
}
