// What berthd tells the systemd that started it: sd_notify(3), and the watchdog.
#pragma once

#include <string_view>

#include "loop/task.h"

namespace berth::systemd {

// One or more "KEY=value" lines. Nothing happens when nobody asked for notifications.
void notify(std::string_view state);

// Pings at half of WatchdogSec= for as long as the loop turns; returns at once when there is no watchdog.
Task<> keep_watchdog_fed();

}  // namespace berth::systemd
