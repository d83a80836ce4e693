// Compresses rotated log files in the background: one at a time, each by a child process that takes only what is left
// over. Rotations may go on meanwhile. A file is never lost: the plain one goes when the compressed one is whole.
#pragma once

#include <deque>
#include <string>

#include "base/result.h"
#include "loop/tasks.h"

namespace berth::logs {

class Compression {
 public:
  // `program` is run as `program --compress FILE`: this one, even if its file has been replaced since.
  explicit Compression(Tasks& tasks, std::string program = "/proc/self/exe");
  Compression(const Compression&) = delete;
  Compression& operator=(const Compression&) = delete;

  // The rotated files of this log ("/…/web.log") are to be compressed: for each rotation, and once for a log that is
  // taken up again. What can't be compressed is told once and left as it is until the next time.
  void want(const std::string& log);

  bool is_idle() const { return wanted_.empty(); }

 private:
  Task<> work();
  Task<> compress_all(std::string log);
  Task<bool> compress(std::string log, std::string path);
  Task<Result<std::string>> run_child(std::string path);

  Tasks& tasks_;
  std::string program_;
  std::deque<std::string> wanted_;  // logs; the first is being worked on
};

}  // namespace berth::logs
