// What a container has said over its socket. Its words are untrusted: of all that sd_notify(3) knows five are kept, and
// a status only as text that systemd, D-Bus and a terminal can take. libc only.
#pragma once

namespace berth::hold {

inline constexpr unsigned longest_status = 256;

struct Heard {
  bool ready = false, stopping = false, watchdog = false;
  unsigned long long extend_usec = 0;  // 0: nothing was said of it
  bool has_status = false;
  char status[longest_status + 1] = "";

  // A datagram, line by line; the later word counts. One with a NUL in it says nothing at all, as with systemd.
  void add(const char* text, unsigned length);
  void add(const Heard& later);
  bool is_for_daemon() const { return ready || stopping || has_status || extend_usec != 0; }

 private:
  void add_line(const char* line, unsigned length);
  void set_status(const char* text, unsigned length);
};

}  // namespace berth::hold
