// The holder's end of /run/berth/hold.sock: connects as soon as the daemon listens, without polling. libc only.
#pragma once

namespace berth::hold {

class Channel {
 public:
  explicit Channel(const char* path) : path_(path) {}

  // Connects and sends `hello` if it can; true when connected. Until then the socket's folder is watched, and no
  // longer: a host allows root few inotify instances, and each costs its process milliseconds at its end.
  bool connect(const char* hello);
  bool connected() const { return socket_ >= 0; }
  // The fd to poll: the connection's, or the folder's watch while there is none.
  int fd() const { return connected() ? socket_ : watch_; }
  // How long to poll: for ever, or a second when the folder cannot be watched.
  int patience() const { return connected() || watch_ >= 0 ? -1 : 1000; }
  // Drains the watch.
  void seen() const;

  // False when the connection is gone. Never waits: a daemon that leaves a full socket unread loses the message.
  bool send(const char* message);
  // One packet, ended by a NUL; -1 when the connection is gone (then it is closed).
  int receive(char* buffer, unsigned size);
  void close();

 private:
  bool try_to_connect(const char* hello);
  void watch();

  const char* path_;
  int socket_ = -1;
  int watch_ = -1;
};

}  // namespace berth::hold
