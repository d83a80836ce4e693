// How a service's life ended, and what the holder is to exit with.
#pragma once

#include <string>
#include <string_view>

namespace berth::service {

// Result on D-Bus; systemd's words where it has them.
enum class Ending {
  success,
  exit_code,   // the container ended by itself, with a status other than 0
  signal,      // a signal ended it: its status is 128 and the signal's number
  oom_kill,    // the kernel's out-of-memory killer ended it
  health,      // its health check said no
  watchdog,    // it did not say WATCHDOG=1 in time
  timeout,     // it did not become ready in time
  descriptor,  // the descriptor or a file that it names is wrong
  image,       // the image cannot be had
  engine,      // the engine refused or failed
  lost,        // the container was gone when we looked
};

std::string_view name_of(Ending ending);

struct Verdict {
  Ending ending = Ending::success;
  int exit_status = 0;  // of the container where it had one
  std::string text;     // why, in words; empty for success

  bool ok() const { return ending == Ending::success; }
  // What ran is to blame, and another image might do better.
  bool blames_image() const;
  // What berth-hold exits with: the container's own status, systemd's 78 (CONFIG), or docker run's 125.
  int holder_status() const;
};

}  // namespace berth::service
