// A service whose files are watched while it runs: a container, a Compose project or a program of the host.
#pragma once

#include <string>

#include "supervise/baseline.h"
#include "supervise/status.h"

namespace berth::supervise {

class ChangeSubject {
 public:
  ChangeSubject() = default;
  ChangeSubject(const ChangeSubject&) = delete;
  ChangeSubject& operator=(const ChangeSubject&) = delete;
  virtual ~ChangeSubject() = default;

  virtual const Status& status() const = 0;
  // What runs: a container's ID, a process, or a project as such; empty while nothing does.
  virtual std::string running() const = 0;
  // Since it was started; `remark`: what else there is to say of that.
  virtual void note_changes(const Difference& difference, const std::string& remark) = 0;
};

}  // namespace berth::supervise
