// The words that holder and daemon exchange over /run/berth/hold.sock (SOCK_SEQPACKET, one message a packet).
// agent/hold/README.md is their page of documentation. Plain C strings: the holder links nothing that could be missing.
#pragma once

namespace berth::hold::word {

inline constexpr const char* socket_path = "/run/berth/hold.sock";
inline constexpr unsigned longest_message = 4096;

// From the holder. The first packet of a connection is one of these seven, all but the last followed by " NAME".
inline constexpr const char* start = "start";        // the unit starts
inline constexpr const char* running = "running";    // READY=1 was told; the daemon was away since
inline constexpr const char* stopping = "stopping";  // SIGTERM came while the daemon was away
inline constexpr const char* cleanup = "cleanup";    // ExecStopPost: make sure that no container is left
inline constexpr const char* reload = "reload";      // ExecReload: the container is to read its configuration anew
inline constexpr const char* prepare = "prepare";    // ExecStartPre of a process: its environment is to be written
inline constexpr const char* sync = "sync";          // the generator: write the unit files of all descriptors now
// Later packets.
inline constexpr const char* stop = "stop";          // SIGTERM came
inline constexpr const char* watchdog = "watchdog";  // SIGABRT came: the container did not say WATCHDOG=1 in time
inline constexpr const char* said =
    "said";  // followed by "\n" and lines of the container: READY=1, STOPPING=1, STATUS=…

// From the daemon.
inline constexpr const char* notify = "notify";  // followed by "\n" and lines for systemd, as sd_notify(3) has them
inline constexpr const char* listen = "listen";  // followed by " PATH": hear there what the container has to say
inline constexpr const char* exit = "exit";      // followed by " STATUS": leave with it

}  // namespace berth::hold::word
