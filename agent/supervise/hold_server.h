// The daemon's end of /run/berth/hold.sock: holders come, say where they stand, and are told what to tell systemd.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "loop/tasks.h"

namespace berth::supervise {

// One connection. Shared: the service it belongs to may go before it does, and the other way round.
class HolderLink {
 public:
  HolderLink(const Executor& executor, UniqueFd socket, int pid);
  ~HolderLink();
  HolderLink(const HolderLink&) = delete;
  HolderLink& operator=(const HolderLink&) = delete;

  int pid() const { return pid_; }
  // Lines for systemd, as sd_notify(3) has them; the holder forwards them. Nothing happens when it is gone.
  void notify(const std::string& lines);
  // Has the holder bind a socket at `path`, in a folder that exists, for what the container says from then on.
  void listen(const std::string& path);
  void exit(int status);
  // The next packet; an error when the holder is gone.
  Task<Result<std::string>> receive();

 private:
  void send(const std::string& packet);

  struct Socket;
  std::unique_ptr<Socket> socket_;
  int pid_;
};

using HolderPtr = std::shared_ptr<HolderLink>;

// What a holder says, handed to whoever owns the services. `word` is one of hold_words.h.
struct HoldEvents {
  std::function<void(HolderPtr, const std::string& word, const std::string& name)> came;
  std::function<void(HolderPtr, const std::string& name)> wants_stop;
  // The container said something: lines of READY=1, STOPPING=1, EXTEND_TIMEOUT_USEC=… (which systemd has heard
  // already) and STATUS=…, each at most once, clean and bounded.
  // After a connection broke they come again.
  std::function<void(HolderPtr, const std::string& name, const std::string& lines)> said;
  // systemd's watchdog: the container was silent for too long. The holder waits for its exit as after wants_stop, which
  // is called instead when this is not set.
  std::function<void(HolderPtr, const std::string& name)> watchdog;
  std::function<void(HolderPtr, const std::string& name)> gone;
  std::function<void(HolderPtr)> sync;
};

class HoldServer {
 public:
  HoldServer(Tasks& tasks, std::string path, HoldEvents events);
  ~HoldServer();

  // Binds and listens. The socket appears under its name only when connections are taken.
  Result<void> listen();

 private:
  Task<> accept_all();
  Task<> serve(HolderPtr holder);
  void tell(const HolderPtr& holder, const std::string& name, const std::string& packet) const;

  struct Listener;
  Tasks& tasks_;
  std::string path_;
  HoldEvents events_;
  std::unique_ptr<Listener> listener_;
};

// Whether the process sits in the cgroup of that unit: nobody speaks for a unit that he does not belong to.
bool is_in_unit(int pid, const std::string& unit);

}  // namespace berth::supervise
