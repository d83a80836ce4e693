// What the holder says to systemd: sd_notify(3) by hand, and "start berth.service". libc only.
#pragma once

namespace berth::hold {

// Sends lines such as "READY=1" to $NOTIFY_SOCKET, if there is one.
void notify_systemd(const char* lines);

// Asks systemd to start the daemon, and does not wait for it.
void start_daemon();

}  // namespace berth::hold
