// How a service's life ended, and what the holder is to exit with.
#pragma once

#include <string>
#include <string_view>

namespace berth::service {

// Result on D-Bus; systemd's words where it has them.
enum class Ending {
  success,
  exit_code,    // the container ended by itself, with a status other than 0
  signal,       // a signal ended it: its status is 128 and the signal's number
  oom_kill,     // the kernel's out-of-memory killer ended it
  health,       // its health check said no
  watchdog,     // it did not say WATCHDOG=1 in time
  timeout,      // it did not become ready in time
  descriptor,   // the descriptor or a file that it names is wrong
  image,        // the image cannot be had
  engine,       // the engine refused or failed
  holder,       // its holder, the main process of the unit, was killed
  lost,         // the container was gone when we looked
  interrupted,  // the engine went down and took the container with it
};

std::string_view name_of(Ending ending);

struct Verdict {
  Ending ending = Ending::success;
  int exit_status = 0;    // of the container where it had one; success may be another than 0, as SuccessExitStatus says
  std::string text;       // why, in words; empty for success
  bool by_order = false;  // somebody had the engine end it (docker stop, docker kill), or the engine ended itself

  bool ok() const { return ending == Ending::success; }
  // What ran is to blame, and another image might do better.
  bool blames_image() const;
  // What berth-hold exits with: the container's own status, systemd's 78 (CONFIG), or docker run's 125. From 256 on:
  // the signal that it ends by, which no container's status can be taken for.
  int holder_status() const;

  // SIGPWR: units have it in RestartForceExitStatus=, since such an end is no reason to stay down.
  static constexpr int interrupted_by = 30;
};

}  // namespace berth::service
