// One time zone's clock, by libc. It is the whole process's zone while it lives: for a program with one thread, and one
// of them at a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace berth::config {

class Zone {
 public:
  explicit Zone(const std::string& name);  // empty: the machine's
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;
  ~Zone();

  static std::chrono::local_seconds to_local(std::chrono::sys_seconds time);
  // Of a time that comes twice, the first; nothing for one that the clocks skip.
  static std::optional<std::chrono::sys_seconds> to_sys(std::chrono::local_seconds time);

 private:
  std::optional<std::string> before_;
  bool is_set_ = false;
};

// Whether this host knows a time zone of that name; a host that knows none at all has no objection.
bool is_zone(const std::string& name);

}  // namespace berth::config
