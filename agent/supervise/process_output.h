// What a program of the host writes, on its way to the service's sink: systemd connects each of its commands to two
// sockets that listen here. They outlive the daemon, and so do the connections, and no `kill -9` of it loses or doubles
// a line.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "logs/journal.h"
#include "loop/tasks.h"
#include "service/spec.h"
#include "supervise/output_shelf.h"

namespace berth::supervise {

class ProcessOutput {
 public:
  struct Way {
    std::string service;
    std::string out, err;    // where to listen
    std::string checkpoint;  // the path of how far it was read
  };

  ProcessOutput(Tasks& tasks, OutputShelf& shelf, logs::Journal& journal, Way way, const service::Log& log,
                std::function<void(const std::string& log_file)> rotated);
  // Whoever comes after us reads on, unless it is closed.
  ~ProcessOutput();

  // Where to write from now on.
  void set_log(const service::Log& log);
  // Both sockets are there, with nobody between systemd and them. An error says why not.
  Result<void> listen();
  bool is_connected() const;
  // It goes on where a daemon before this one was.
  bool is_resumed() const;
  // Lines are missing from here on, or until here.
  void tell_gap(const std::string& why);
  // Nothing will come any more, for good: what has come by now is in the log.
  void close();

 private:
  struct Connection;
  struct Writer;
  struct State;
  void take_rest();
  static Task<> accept_all(std::shared_ptr<State> state, int stream);
  static Task<> pump(std::shared_ptr<State> state, std::shared_ptr<Connection> connection);

  std::shared_ptr<State> state_;
};

}  // namespace berth::supervise
