// Commands that a descriptor has beside the container's own: before its start, and for a reload.
#pragma once

#include <string>
#include <vector>

namespace berth::service {

// A one-off container of the same image, before each start.
struct PreRun {
  std::vector<std::string> exec;
  bool may_fail = false;
  bool operator==(const PreRun&) const = default;
};

// What makes the running container read its configuration anew: a command in it, or a signal to it; neither: nothing
// does.
struct Reload {
  std::vector<std::string> command;
  std::string working_dir;  // of the command; empty: the container's
  std::string signal;       // "SIGHUP"
  bool operator==(const Reload&) const = default;

  explicit operator bool() const { return !command.empty() || !signal.empty(); }
};

}  // namespace berth::service
