// The files that hold a service's log: the live one, and x.log.1, x.log.2.gz … that it was rotated into.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace berth::ctl {

// Which file it is, whatever its name has become.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

struct LogPiece {
  std::string path;
  UniqueFd fd;
  bool is_packed = false;    // gzip: wanted as a whole
  off_t begin = 0, end = 0;  // the bytes that are wanted, if not packed
};

// A regular file; no link is followed and no FIFO waited for, because containers may be able to write to the folder.
Result<UniqueFd> open_log(const std::string& path);

FileIdentity identity_of(int fd);
// ErrorKind::not_found if there is none.
Result<FileIdentity> identity_of(const std::string& path);
off_t size_of(int fd);

// The paths of rotated files, the newest first.
std::vector<std::string> rotated_logs(const std::string& path);

// The live file, if there is one, and then the rotated ones from the newest on: all, and each once, also while they are
// rotated.
Result<std::vector<LogPiece>> open_pieces(const std::string& path);

// The rotated files between two that are open, the oldest first. Either may have been rotated, packed or removed since.
Result<std::vector<LogPiece>> pieces_between(const std::string& path, int older, int newer);

}  // namespace berth::ctl
