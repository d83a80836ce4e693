// One request and its answer, on a Unix socket connection of its own. Going out of scope breaks it off.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"
#include "http/answer.h"
#include "http/request.h"
#include "loop/task.h"

namespace berth::http {

class Exchange {
 public:
  Exchange(const Executor& executor, std::string socket_path);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  // Starts the clock anew, in place of the limit before: whatever is not done in time ends with ErrorKind::timeout.
  // Set it once for a limit on the whole, before each read for one on silence, to Duration::max() for none.
  void limit(Duration limit);

  // Connects, sends and waits for the answer's head.
  Task<Result<Head>> send(Request request);
  // The next bytes of the body, valid until the next call; empty at its end.
  Task<Result<std::string_view>> read();
  // The rest of the body; ErrorKind::limit if it is longer than `longest`.
  Task<Result<std::string>> read_all(std::size_t longest);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::http
