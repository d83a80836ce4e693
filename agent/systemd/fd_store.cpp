#include "systemd/fd_store.h"

#include <systemd/sd-daemon.h>

#include <cstdlib>

#include "base/error.h"
#include "base/log.h"
#include "systemd/notify.h"

namespace berth::systemd {

std::map<std::string, UniqueFd> take_stored_fds() {
  std::map<std::string, UniqueFd> stored;
  char** names = nullptr;
  int count = sd_listen_fds_with_names(1, &names);
  if (count < 0) log::warning("{}", from_errno(-count, "take back what systemd has kept").text);
  for (int i = 0; i < count; ++i) {
    stored[names[i]] = UniqueFd(SD_LISTEN_FDS_START + i);
    std::free(names[i]);
  }
  std::free(names);
  return stored;
}

void store_fd(const std::string& name, int fd) {
  // FDPOLL=0: the last lines wait in a socket whose other end has hung up.
  auto state = fmt::format("FDSTORE=1\nFDPOLL=0\nFDNAME={}", name);
  int r = sd_pid_notify_with_fds(0, 0, state.c_str(), &fd, 1);
  if (r < 0) log::warning("{}", from_errno(-r, "have systemd keep " + name).text);
}

void remove_stored_fd(const std::string& name) {
  notify(fmt::format("FDSTOREREMOVE=1\nFDNAME={}", name));
}

}  // namespace berth::systemd
