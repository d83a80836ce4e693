#include "systemd/notify.h"

#include <systemd/sd-daemon.h>

#include <string>

#include "base/log.h"
#include "loop/wakeup.h"

namespace berth::systemd {

void notify(std::string_view state) {
  int r = sd_notify(0, std::string(state).c_str());
  if (r < 0) log::warning("{}", from_errno(-r, "notify systemd").text);
}

Task<> keep_watchdog_fed() {
  std::uint64_t limit_usec = 0;
  if (sd_watchdog_enabled(0, &limit_usec) <= 0) co_return;
  Duration pause(limit_usec / 2);
  while (true) {
    notify("WATCHDOG=1");
    co_await sleep(pause);
  }
}

}  // namespace berth::systemd
