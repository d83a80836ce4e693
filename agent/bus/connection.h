// One D-Bus connection on the loop: messages go in and out while run() runs, whoever sends them.
#pragma once

#include <functional>

#include "bus/handles.h"
#include "loop/task.h"
#include "loop/wakeup.h"

namespace berth::bus {

class Connection {
 public:
  // Takes over a bus that is started or about to be.
  Connection(const Executor& executor, BusPtr bus);
  static Result<BusPtr> open_system();

  sd_bus* get() const { return bus_.get(); }
  const Executor& executor() const { return executor_; }

  // Must follow every send that did not come from one of this connection's own callbacks: sd-bus may want to write, or
  // have a new time-out, and the wait that is armed knows nothing of it.
  void kick() { wakeup_.notify(); }

  // The pump. Ends when the connection is lost; the error says why.
  Task<Error> run();

 private:
  Task<> wait_until_due();

  Executor executor_;
  BusPtr bus_;
  Wakeup wakeup_;
};

}  // namespace berth::bus
