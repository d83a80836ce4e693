// The way of an output's bytes from a socket to the sink, a batch at a time: peeked at, known to the checkpoint,
// written, taken out, done. Whoever comes after a `kill -9` at any instruction finishes the batch or undoes it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "logs/sink.h"
#include "loop/task.h"

namespace berth::supervise {

class Passage {
 public:
  Passage(const Executor& executor, logs::Journal& journal, const std::string& checkpoint_path,
          const logs::Source& source, const service::Log& log, std::function<void()> rotated);
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  virtual ~Passage() = default;

  // Finishes or undoes what a process before this one has begun with this socket; -1: it is not there any more.
  void pick_up(int socket);
  // Looks at what stands in the socket, at most `limit` bytes (0: as many as at once is good); like recv(2).
  static ssize_t peek(int socket, std::size_t limit = 0);
  static std::string_view peeked(std::size_t count);
  static void peek_anew(int socket);
  // So many bytes that peek() found: to the file, and out of the socket. False: they make no sense.
  bool pass_on(int socket, std::size_t count, const logs::Checkpoint::Batch* again = nullptr);
  // What the sink was given since its begin(), which stands for `taken` bytes of the socket.
  void commit(int socket, std::size_t taken, const logs::Checkpoint::Batch* again = nullptr);

  logs::Checkpoint checkpoint;
  logs::Sink sink;

 private:
  // Hands the bytes that came at `at` to the sink. An error: nothing behind them can be read.
  virtual Result<void> read(int socket, std::string_view bytes, std::int64_t at) = 0;
  // Between batches, what another process must know to go on; restore() takes any bytes.
  virtual std::string remembered() const = 0;
  virtual void remember(const std::string& bytes) = 0;

  void redo_batch(int socket, std::size_t already);
  static void take_out(int socket, std::size_t count);
};

}  // namespace berth::supervise
