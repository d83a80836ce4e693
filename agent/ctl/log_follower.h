// Passes on what is written to a log file, through rotation, truncation, removal and re-creation. inotify, no polling.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "ctl/log_files.h"

namespace berth::ctl {

class LogFollower {
 public:
  // `path` need not exist yet, nor its folder.
  static Result<LogFollower> watch(std::string path, int out);

  // Where to begin: in this file, which is or was at the path. Without it: with the file that appears there.
  void begin_at(UniqueFd fd, off_t at);

  // Ends only by an error; by ErrorKind::cancelled once nobody reads the output any more.
  Result<void> follow();

 private:
  LogFollower(std::string path, int out, UniqueFd inotify)
      : path_(std::move(path)), out_(out), inotify_(std::move(inotify)) {}
  void watch_folder();
  int watch_file(int fd);
  Result<void> pass_on();
  Result<bool> move_on();
  Result<void> pass_on_missed(int next);
  Result<void> wait();

  std::string path_;
  int out_;
  UniqueFd inotify_;
  UniqueFd fd_;  // the file that is read; it may have been renamed or removed
  off_t at_ = 0;
  int watch_ = -1;
};

}  // namespace berth::ctl
