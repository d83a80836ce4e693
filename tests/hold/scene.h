// The parts around a real berth-hold, played by a test: systemd, the daemon, the container. Whoever waits gives up
// after some seconds.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "support/temp_folder.h"

namespace berth::test {

// Where systemd listens: a path, or an abstract name that begins with @.
class PlayedSystemd {
 public:
  explicit PlayedSystemd(std::string address);
  const std::string& address() const { return address_; }
  std::string hear() const;               // the next message
  std::vector<std::string> rest() const;  // what is there without waiting

 private:
  std::string address_;
  UniqueFd socket_;
};

// One connection of a holder to the daemon.
class PlayedPeer {
 public:
  explicit PlayedPeer(int fd) : socket_(fd) {}
  void say(const std::string& packet) const;
  std::string hear() const;  // the next packet; "gone" at the end
  std::optional<std::string> hear_within(int milliseconds) const;

 private:
  UniqueFd socket_;
};

// Listens at `path` from its first to its last moment.
class PlayedDaemon {
 public:
  explicit PlayedDaemon(std::string path);
  ~PlayedDaemon();
  PlayedDaemon(const PlayedDaemon&) = delete;
  PlayedDaemon& operator=(const PlayedDaemon&) = delete;
  PlayedPeer accept() const;

 private:
  std::string path_;
  UniqueFd socket_;
};

class RunningHolder {
 public:
  RunningHolder(const TempFolder& folder, const std::string& notify_socket, std::vector<std::string> arguments);
  ~RunningHolder();  // by SIGKILL, if it still runs
  RunningHolder(const RunningHolder&) = delete;
  RunningHolder& operator=(const RunningHolder&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  int wait();  // its exit status; -1 if it does not end

 private:
  pid_t pid_ = -1;
};

// What a container does: one datagram to the socket at `path`, with a file descriptor if it is none of -1. False if it
// could not be sent.
bool speak(const std::string& path, const std::string& datagram, int attached = -1);

// A holder of the service web and all that is around it.
struct Scene {
  // Without a name, systemd's socket is a file.
  explicit Scene(const std::string& systemd_name = "")
      : systemd(systemd_name.empty() ? folder.path("notify") : systemd_name) {}

  void run();              // the holder
  void serve();            // the daemon comes, and the holder to it
  void leave();            // the daemon goes
  void begin();            // all of it, up to the holder's first packet
  void begin_listening();  // and the container has its socket
  void listen(const std::string& path) const;
  void sync() const;  // returns when the holder has done what the daemon said before

  TempFolder folder;
  std::string container = folder.path("container.sock");
  PlayedSystemd systemd;
  std::unique_ptr<PlayedDaemon> daemon;
  std::unique_ptr<PlayedPeer> peer;
  std::unique_ptr<RunningHolder> holder;
};

}  // namespace berth::test
