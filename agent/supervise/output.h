// One container's output on its way from the engine's attach socket to the service's sink. Bytes stay in the socket
// until they are written, and the socket outlives the daemon: a `kill -9` at any instruction loses and doubles nothing.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "logs/sink.h"
#include "loop/tasks.h"
#include "supervise/engine_memory.h"
#include "supervise/output_shelf.h"

namespace berth::supervise {

// How long the last lines of a container that has ended are waited for when nothing comes.
inline constexpr Duration last_lines = std::chrono::seconds(1);

class Output {
 public:
  enum class Past {
    none,       // the container has written nothing before this
    resumed,    // a daemon before this one has read from this very socket
    elsewhere,  // what came before has been read through another one, or by nobody
    next_run,   // the same, if there is a next run: of a container that is gone nothing is missing
  };

  static constexpr std::int64_t unbounded = std::numeric_limits<std::int64_t>::max();

  struct Way {
    std::string container_id;
    UniqueFd socket;
    Past past = Past::none;
    std::string gap;                       // why lines may be missing before its first byte; empty: none are
    std::int64_t since = 0;                // the container runs, in microseconds since 1970; 0: not known yet
    Recall recall;                         // what may be missing in a gap
    std::int64_t known_until = unbounded;  // last_read() of an output before this one
  };

  struct Callbacks {
    std::function<void()> ended;    // once, when the stream is over (or broken) and everything has been written
    std::function<void()> rotated;  // the log file
  };

  Output(Tasks& tasks, OutputShelf& shelf, logs::Journal& journal, Way way, const logs::Source& source,
         const service::Log& log, Callbacks callbacks);
  // Whoever comes after us reads on, unless it is over or closed.
  ~Output();

  bool has_ended() const;
  void note_start(std::int64_t since);  // of the container, as in Way
  // Until then nothing can have been missed, in microseconds since 1970; 0: not known.
  std::int64_t last_read() const;
  // When the connection was last seen to stand, as far as is known; the same unit.
  std::int64_t stood_at() const;
  // Returns when the stream is over, or when nothing has come of it for twice `limit` (once may have been our own
  // standstill): so that the last lines come before the word of the end.
  Task<> drained(Duration limit);
  // It ended too early: lines may be missing at the end, but for those that the engine's log has. False: it was
  // cancelled before anything was told. `has_log`: the engine has not forgotten what it was reading itself.
  Task<bool> tell_gap(std::string why, bool has_log = true);
  // Another output has moved the log file that both write to.
  void look_for_file();
  // The socket, for another output that resumes it; this one is at its end.
  UniqueFd hand_over();
  // What has not been read yet is dropped, for good.
  void close();

 private:
  struct State;
  static Task<> pump(std::shared_ptr<State> state, std::string gap, bool may_be_gone);

  Tasks& tasks_;
  std::shared_ptr<State> state_;
  Tasks::Id pump_ = 0;
};

}  // namespace berth::supervise
