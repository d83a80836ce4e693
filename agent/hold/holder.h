// The life of a unit's main process: between systemd, the daemon and the container. Never waits but in one poll, and
// holds nothing that the daemon could not be told again. libc only.
#pragma once

#include "hold/channel.h"
#include "hold/container_socket.h"
#include "hold/heard.h"

namespace berth::hold {

class Holder {
 public:
  // `word` is how it begins: one of start, cleanup and reload.
  Holder(const char* socket, const char* name, const char* word);
  // Returns the unit's exit status.
  int run();

 private:
  bool say_hello();
  void wait_for_daemon();
  bool needs_daemon() const;
  bool is_errand() const;
  int patience() const;
  void on_signal(int signals);
  void on_packet();
  void on_notify(const char* lines);
  void on_container();
  void say_heard();

  Channel channel_;
  ContainerSocket container_;
  Heard said_, unsaid_;  // by this container: all of it, and what the daemon was not told yet
  const char* name_;
  const char* word_;  // where we stand: how the next connection begins
  int exit_status_ = -1;
};

}  // namespace berth::hold
