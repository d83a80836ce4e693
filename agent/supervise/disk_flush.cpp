#include "supervise/disk_flush.h"

#include "base/log.h"
#include "process/run.h"

namespace berth::supervise {

void DiskFlush::want() {
  is_wanted_ = true;
  if (!std::exchange(is_under_way_, true)) tasks_.start("flush of " + folder_, flush());
}

Task<> DiskFlush::flush() {
  constexpr process::Limits limits{std::chrono::minutes(5), 1024};
  process::Command command{"/bin/sync", {"--file-system", folder_}, {}, ""};
  while (std::exchange(is_wanted_, false)) {
    auto ended = co_await process::run(tasks_.executor(), command, limits);
    bool is_done = ended && ended->status == 0;
    if (!is_done) log::debug("sync --file-system {}: it comes when the system thinks fit", folder_);
  }
  is_under_way_ = false;
}

}  // namespace berth::supervise
