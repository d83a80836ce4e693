// Tells when something in a set of folders changes: files written, moved in or out, removed. inotify, no polling.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/result.h"
#include "loop/task.h"

namespace berth {

class FileWatch {
 public:
  // Folders that do not exist are watched through their nearest parent, and taken up when they appear.
  FileWatch(const Executor& executor, std::vector<std::string> folders);

  // Returns once something has changed since the last call; several changes may be told as one. An error that is not
  // ErrorKind::cancelled: the system has no inotify instance to spare (each container takes one of the 128 that root
  // has by default); a later call tries again, and tells of a change at once when it succeeds.
  Task<Result<void>> changed();

 private:
  Result<void> open();
  void watch_all();
  bool drain();

  boost::asio::posix::stream_descriptor inotify_;
  std::vector<std::string> folders_;
};

}  // namespace berth
