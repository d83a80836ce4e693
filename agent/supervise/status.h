// What people see of a service: plain values, kept current by its runner, shown as they are on D-Bus and by berthctl.
#pragma once

#include <cstdint>
#include <string>

namespace berth::supervise {

// A moment on both of systemd's clocks, in microseconds; 0 when it has not come yet.
struct Moment {
  std::uint64_t realtime = 0;
  std::uint64_t monotonic = 0;
  static Moment now();
  // The same as the signed number that state files and time stamps of the engine are reckoned in.
  static std::int64_t unix_usec() { return static_cast<std::int64_t>(now().realtime); }
};

// A pull under way; all empty when there is none.
struct PullStatus {
  std::string text;  // for people
  std::uint64_t bytes = 0, bytes_total = 0;
  std::uint32_t layers = 0, layers_total = 0;
};

struct Status {
  std::string id;           // "museum"
  std::string description;  // from the descriptor
  std::string unit_name;    // "museum.service"
  std::string descriptor_path;
  std::string load_state = "loaded";  // loaded, error (the descriptor is wrong) or not-found (it was removed)
  std::string load_error;             // the first problem, with its place
  std::string active_state = "inactive";
  std::string sub_state = "dead";
  std::string status_text;
  std::string result = "success";
  std::string image;   // as the descriptor names it
  std::string digest;  // "sha256:…", empty for an image that never came from a registry
  PullStatus pull;
  std::string good_digest;   // of the last good image; its id where it has no digest
  std::string quarantine;    // the digests in quarantine, apart by blanks; empty: none
  bool rolled_back = false;  // the last good image runs in place of one in quarantine
  bool image_stale = false;  // started from the cache because the registry could not be asked
  std::string project;       // of a Compose project: its name
  std::string containers;    // and how each is: "db (running), web (running, healthy)"
  std::string container_id;
  std::uint32_t main_pid = 0;   // of the container's first process
  bool paused = false;          // by docker pause; said in status_text
  std::string health = "none";  // none, starting, healthy or unhealthy
  std::uint32_t restarts = 0;   // by Restart=, as systemd counts them
  std::int32_t exit_status = 0;
  std::string log_file;
  bool needs_restart = false;  // what it was started with has changed, and only a restart takes the change
  bool needs_reload = false;   // what changed is seen in the container: a reload will do
  std::string changes;         // what it was, in words; also that nobody watches
  std::string timer;           // "museum.timer"; empty for a service without a Schedule, and then all of the next, too
  std::uint64_t next_run = 0;  // microseconds since 1970; 0: none is due, or the timer was not started
  std::uint64_t last_run = 0;  // when the last one began, the one under way included
  std::uint64_t last_run_duration = 0;  // microseconds; 0 while it runs
  std::string last_run_result;          // as `result`; empty while it runs
  Moment state_change;
  Moment active_enter, active_exit, inactive_enter, inactive_exit;
};

}  // namespace berth::supervise
