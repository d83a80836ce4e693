#include "ctl/log_follower.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

#include "ctl/log_bytes.h"
#include "ctl/log_choice.h"

namespace berth::ctl {

namespace {

constexpr std::uint32_t of_folder =
    IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr auto endless = std::numeric_limits<off_t>::max();

std::string parent_of(const std::string& path) {
  auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<LogFollower> LogFollower::watch(std::string path, int out) {
  UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify && errno == EMFILE)
    return Error{ErrorKind::limit, "too many programs watch files: sysctl fs.inotify.max_user_instances"};
  if (!inotify) return from_errno(errno, "watch the log");
  LogFollower follower(std::move(path), out, std::move(inotify));
  follower.watch_folder();
  return follower;
}

void LogFollower::begin_at(UniqueFd fd, off_t at) {
  fd_ = std::move(fd);
  at_ = at;
  watch_ = watch_file(fd_.get());
}

Result<void> LogFollower::follow() {
  while (true) {
    // Watched first and read then: what is written in between is told. What is watched already stays so.
    watch_folder();
    if (auto passed = pass_on(); !passed) return passed;
    auto moved = move_on();
    if (!moved) return moved.error();
    if (*moved) continue;
    if (auto waited = wait(); !waited) return waited;
  }
}

// A folder that does not exist is watched through its nearest parent. Nobody tells of one that appears between its own
// try and its parent's: so both are tried again, until it is the same one twice.
void LogFollower::watch_folder() {
  std::string before, folder;
  do {
    before = std::exchange(folder, parent_of(path_));
    while (::inotify_add_watch(inotify_.get(), folder.c_str(), of_folder) < 0 && folder.size() > 1)
      folder = parent_of(folder);
  } while (folder != before && folder != parent_of(path_));
}

// By its descriptor, as its name may be another file's by now.
int LogFollower::watch_file(int fd) {
  return ::inotify_add_watch(inotify_.get(), fmt::format("/proc/self/fd/{}", fd).c_str(), IN_MODIFY);
}

Result<void> LogFollower::pass_on() {
  if (!fd_) return {};
  if (size_of(fd_.get()) < at_) at_ = 0;  // truncated
  auto end = put_out_file(fd_.get(), at_, endless, out_);
  if (!end) return end.error();
  at_ = *end;
  return {};
}

// Whoever writes the log may go on with the old file for a while after the new one has appeared, and writes to the new
// one only when it is done with the old one. So the old one is read to its end once there is something in the new one.
Result<bool> LogFollower::move_on() {
  auto there = identity_of(path_);
  if (!there || (fd_ && *there == identity_of(fd_.get()))) return false;
  auto next = open_log(path_);
  if (!next) return next.error().kind == ErrorKind::not_found ? Result<bool>(false) : next.error();
  auto next_watch = watch_file(next->get());
  if (fd_) {
    if (size_of(next->get()) == 0) return false;
    if (auto passed = pass_on(); !passed) return passed.error();
    if (auto passed = pass_on_missed(next->get()); !passed) return passed.error();
    ::inotify_rm_watch(inotify_.get(), watch_);
  }
  fd_ = std::move(*next);
  at_ = 0;
  watch_ = next_watch;
  return true;
}

// A slow reader of the output can be several rotations late.
Result<void> LogFollower::pass_on_missed(int next) {
  auto pieces = pieces_between(path_, fd_.get(), next);
  if (!pieces) return pieces.error();
  for (const auto& piece : *pieces)
    if (auto put = put_out_piece(piece, out_); !put) return put;
  return {};
}

Result<void> LogFollower::wait() {
  // Of the output only its end is awaited: so `berthctl logs -f web | head -1` ends without another line.
  pollfd both[] = {{inotify_.get(), POLLIN, 0}, {out_, 0, 0}};
  int r = ::poll(both, 2, -1);
  if (r < 0 && errno != EINTR) return from_errno(errno, "wait for the log");
  if (r > 0 && both[1].revents != 0) return Error{ErrorKind::cancelled, "nobody reads the output any more"};
  char events[4096];
  while (::read(inotify_.get(), events, sizeof events) > 0) continue;
  return {};
}

}  // namespace berth::ctl
