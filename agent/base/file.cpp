#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "base/unique_fd.h"

namespace berth::file {

Result<std::string> read(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return from_errno(errno, path);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) return from_errno(errno, path);
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path)};
  // What gives less than it was asked for has ended. Only files in /proc don't say how much they have.
  constexpr std::size_t block = 16384;
  auto size = static_cast<std::size_t>(status.st_size);
  std::string content;
  std::size_t filled = 0, more = std::min(size > 0 ? size : block, limit) + 1;
  while (true) {
    content.resize(filled + more);
    auto got = ::read(fd.get(), content.data() + filled, more);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return from_errno(errno, path);
    filled += static_cast<std::size_t>(got);
    if (filled > limit) return Error{ErrorKind::limit, fmt::format("{}: larger than {} KiB", path, limit / 1024)};
    bool is_whole = got == 0 || (static_cast<std::size_t>(got) < more && size > 0);
    if (is_whole) break;
    more = block;
  }
  content.resize(filled);
  return content;
}

namespace {

Result<void> write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    auto put = ::write(fd, content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return from_errno(errno, path);
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

std::string folder_of(const std::string& path) {
  auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> fill_and_rename(const std::string& temporary, const std::string& path, std::string_view content,
                             mode_t mode, Durable durable) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd fd(::open(temporary.c_str(), flags, mode));
  bool is_left = !fd && errno == EEXIST;  // by a run that died before the second step
  if (is_left && ::unlink(temporary.c_str()) == 0) fd = UniqueFd(::open(temporary.c_str(), flags, mode));
  if (!fd) return from_errno(errno, temporary);
  if (::fchmod(fd.get(), mode) < 0) return from_errno(errno, temporary);
  if (auto written = write_all(fd.get(), content, temporary); !written) return written;
  if (durable == Durable::on_return && ::fsync(fd.get()) < 0) return from_errno(errno, temporary);
  if (::rename(temporary.c_str(), path.c_str()) < 0) return from_errno(errno, path);
  return {};
}

}  // namespace

Result<void> replace(const std::string& path, std::string_view content, mode_t mode, Durable durable) {
  auto temporary = path + ".new~";
  if (auto filled = fill_and_rename(temporary, path, content, mode, durable); !filled) {
    ::unlink(temporary.c_str());
    return filled;
  }
  if (durable == Durable::later) return {};
  UniqueFd folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) < 0) return from_errno(errno, folder_of(path));
  return {};
}

Result<void> remove(const std::string& path) {
  if (::unlink(path.c_str()) < 0 && errno != ENOENT) return from_errno(errno, path);
  return {};
}

Result<void> make_folder(const std::string& path, mode_t mode) {
  for (auto slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    auto part = path.substr(0, slash);
    if (::mkdir(part.c_str(), mode) < 0 && errno != EEXIST) return from_errno(errno, part);
    if (slash == std::string::npos) return {};
  }
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace berth::file
