#include "logs/compress_file.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdio>

#include "base/unique_fd.h"
#include "logs/gzip.h"
#include "service/rotated_name.h"

namespace berth::logs {

namespace {

Result<UniqueFd> open_log(const std::string& path, struct stat& status) {
  // Not through links and not waiting for a FIFO: containers may be able to write to this folder.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd && errno == ELOOP) return Error{ErrorKind::denied, fmt::format("{}: a symbolic link", path)};
  if (!fd || ::fstat(fd.get(), &status) < 0) return from_errno(errno, path);
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path)};
  return fd;
}

Result<Compressed> fill(int from, int to, const struct stat& status) {
  // The owner first: a change of it may take rights away. That it stays ours is no reason to keep the file large.
  if (::fchown(to, status.st_uid, status.st_gid) < 0 && errno != EPERM) return from_errno(errno, "set the owner");
  if (::fchmod(to, status.st_mode & 07777) < 0) return from_errno(errno, "set the mode");
  auto size = gzip(from, to);
  if (!size) return size.error();
  timespec times[2] = {status.st_atim, status.st_mtim};
  if (::futimens(to, times) < 0) return from_errno(errno, "set the time");
  if (::fsync(to) < 0) return from_errno(errno, "fsync");
  return Compressed{status.st_ino, *size};
}

// Each of these may be forbidden: then it is a little less polite.
void be_modest() {
  constexpr int of_a_process = 1, idle_class = 3 << 13;
  ::syscall(SYS_ioprio_set, of_a_process, 0, idle_class);
  sched_param none{};
  if (::sched_setscheduler(0, SCHED_IDLE, &none) < 0) ::setpriority(PRIO_PROCESS, 0, 19);
}

}  // namespace

Result<Compressed> compress_file(const std::string& path) {
  struct stat status {};
  auto from = open_log(path, status);
  if (!from) return from.error();
  auto temporary = path + service::unfinished_ending;
  ::unlink(temporary.c_str());  // left by a child that died
  UniqueFd to(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!to) return from_errno(errno, temporary);
  auto compressed = fill(from->get(), to.get(), status);
  if (compressed) return compressed;
  ::unlink(temporary.c_str());
  return compressed.error().during(temporary);
}

int compress_command(const std::string& path) {
  ::prctl(PR_SET_NAME, "berth-compress");  // for ps: it was started by another name
  be_modest();
  auto compressed = compress_file(path);
  auto line = compressed ? fmt::format("{} {}\n", compressed->inode, compressed->size) : compressed.error().text + "\n";
  bool told = std::fputs(line.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return compressed && told ? 0 : 1;
}

std::optional<Compressed> parse_compressed(std::string_view printed) {
  unsigned long long inode = 0, size = 0;
  if (std::sscanf(std::string(printed).c_str(), "%llu %llu\n", &inode, &size) != 2) return std::nullopt;
  return Compressed{inode, size};
}

}  // namespace berth::logs
