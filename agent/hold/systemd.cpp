#include "hold/systemd.h"

#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace berth::hold {

void notify_systemd(const char* lines) {
  const char* path = getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path == nullptr || path[0] == '\0' || strlen(path) >= sizeof address.sun_path) return;
  strcpy(address.sun_path, path);
  if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + strlen(path));
  sendto(fd, lines, strlen(lines), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address), length);
  close(fd);
}

void start_daemon() {
  // Without the job mode systemd orders the start of berth.service after the stop of ours, which waits for it.
  char program[] = "systemctl", verb[] = "start", quick[] = "--no-block",
       unordered[] = "--job-mode=ignore-dependencies";
  char unit[] = "berth.service";
  char* arguments[] = {program, verb, quick, unordered, unit, nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, program, nullptr, nullptr, arguments, environ) == 0) waitpid(child, nullptr, 0);
}

}  // namespace berth::hold
