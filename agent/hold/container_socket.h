// The socket that a container speaks to, as programs speak to systemd's own: it never keeps the holder busy, however
// much the container says. libc only.
#pragma once

#include "hold/heard.h"

namespace berth::hold {

class ContainerSocket {
 public:
  // Binds to `path`, in the place of what is there and of an earlier socket. If that fails it says why on standard
  // error, and hears nothing.
  void listen(const char* path);

  int fd() const { return socket_; }
  // For how many milliseconds it must not be polled.
  int rest() const;
  // Adds what is there to `heard`: a bounded number of datagrams, then it rests.
  void hear(Heard& heard);

 private:
  int socket_ = -1;
  long long rests_until_ = 0;  // milliseconds of the monotonic clock
};

}  // namespace berth::hold
