// What systemd is called on D-Bus. For this room's own use.
#pragma once

#include "bus/call.h"

namespace berth::systemd {

inline constexpr auto bus_name = "org.freedesktop.systemd1";

inline bus::Target manager_target() {
  return {bus_name, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"};
}

}  // namespace berth::systemd
