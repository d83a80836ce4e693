// Brings what was written into a folder to the disk, by a child: nobody waits for a disk that is slow.
#pragma once

#include <string>

#include "loop/tasks.h"

namespace berth::supervise {

class DiskFlush {
 public:
  DiskFlush(Tasks& tasks, std::string folder) : tasks_(tasks), folder_(std::move(folder)) {}
  DiskFlush(const DiskFlush&) = delete;
  DiskFlush& operator=(const DiskFlush&) = delete;

  // The flush under way, if there is one, may have begun too early: another follows it.
  void want();

 private:
  Task<> flush();

  Tasks& tasks_;
  std::string folder_;
  bool is_wanted_ = false, is_under_way_ = false;
};

}  // namespace berth::supervise
