#include "logs/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "base/file.h"

namespace berth::logs {

namespace {

constexpr auto pause = std::chrono::seconds(1);

std::string rfc3339(std::chrono::system_clock::time_point time) {
  auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// A file that cannot be asked counts as cut: an empty line too many is better than two lines in one.
bool ends_mid_line(int fd, off_t size) {
  char last = 0;
  return size > 0 && !(::pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

iovec part_of(std::string_view bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};
}

std::string_view bytes_of(const iovec& part) {
  return {static_cast<const char*>(part.iov_base), part.iov_len};
}

}  // namespace

LogFile::LogFile(std::string path, std::string service) : path_(std::move(path)), service_(std::move(service)) {}

void LogFile::add(std::string_view bytes) {
  if (bytes.empty()) return;
  auto& last = parts_[count_];
  if (count_ > 0 && bytes_of(last).data() + last.iov_len == bytes.data()) {
    last.iov_len += bytes.size();
    return;
  }
  if (count_ == most_parts) write(Moment::now());
  parts_[++count_] = part_of(bytes);
}

void LogFile::write(const Moment& now) {
  auto* part = &parts_[1];
  const auto* end = part + std::exchange(count_, 0);
  if (part == end && gap_.bytes == 0) return;
  if (now.steady < retry_at_) return lose(part, end, now);
  if (auto ready = make_ready(now); !ready) {
    fail(ready.error(), now);
    return lose(part, end, now);
  }
  auto record = gap_.bytes > 0 ? gap_record() : std::string();
  auto preface = fmt::format("{}{}{}", cut_short_ ? "\n" : "", record, record.empty() ? "" : "\n");
  parts_[0] = part_of(preface);
  if (!preface.empty()) part = &parts_[0];
  auto written = write_out(part, end);
  if (part != &parts_[0] && !record.empty()) {
    last_gap_ = std::move(record);
    gap_ = {};
  }
  if (written) return trouble_.clear();
  fail(written.error(), now);
  lose(std::max<iovec*>(part, &parts_[1]), end, now);
}

Result<void> LogFile::make_ready(const Moment& now) {
  if (fd_ && now.steady >= look_at_ && !is_still_there()) fd_.reset();
  if (now.steady >= look_at_) look_at_ = now.steady + pause;
  return fd_ ? Result<void>() : open();
}

bool LogFile::is_still_there() const {
  struct stat ours {};
  struct stat theirs {};
  return ::fstat(fd_.get(), &ours) == 0 && ::lstat(path_.c_str(), &theirs) == 0 && ours.st_ino == theirs.st_ino &&
         ours.st_dev == theirs.st_dev;
}

Result<void> LogFile::open() {
  // Readable, to see whether it ends in the middle of a line. No link is followed and no FIFO waited for: containers
  // may be able to write to this folder.
  constexpr int flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  UniqueFd fd(::open(path_.c_str(), flags, 0640));
  if (!fd && errno == ENOENT) {
    auto made = file::make_folder(path_.substr(0, std::max<std::size_t>(path_.rfind('/'), 1)), 0755);
    if (!made) return made;
    fd.reset(::open(path_.c_str(), flags, 0640));
  }
  if (!fd && errno == ELOOP) return Error{ErrorKind::denied, fmt::format("{}: a symbolic link", path_)};
  if (!fd) return from_errno(errno, path_);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) return from_errno(errno, path_);
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path_)};
  cut_short_ = ends_mid_line(fd.get(), status.st_size);
  fd_ = std::move(fd);
  return {};
}

Result<void> LogFile::write_out(iovec*& part, const iovec* end) {
  while (part != end) {
    auto put = ::writev(fd_.get(), part, static_cast<int>(end - part));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return from_errno(put == 0 ? EIO : errno, path_);
    auto rest = static_cast<std::size_t>(put);
    for (; part != end && rest >= part->iov_len; ++part) rest -= part->iov_len;
    if (rest > 0) *part = part_of(bytes_of(*part).substr(rest));
  }
  cut_short_ = false;
  return {};
}

void LogFile::fail(const Error& error, const Moment& now) {
  trouble_ = error.text;
  gap_.reason = trouble_.starts_with(path_ + ": ") ? trouble_.substr(path_.size() + 2) : trouble_;
  retry_at_ = now.steady + pause;
  fd_.reset();  // opening it again finds out where the last write stopped
}

void LogFile::lose(const iovec* part, const iovec* end, const Moment& now) {
  for (; part != end; ++part) {
    if (gap_.bytes == 0) gap_.from = now.wall;
    auto bytes = bytes_of(*part);
    auto lines = static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    gap_.lines += lines;
    gap_.bytes += bytes.size();
    gap_.until = now.wall;
    lost_lines_ += lines;
  }
}

std::string LogFile::gap_record() const {
  return fmt::format("berth: {} lines ({} bytes) of {} were not written between {} and {}: {}", gap_.lines, gap_.bytes,
                     service_, rfc3339(gap_.from), rfc3339(gap_.until), gap_.reason);
}

}  // namespace berth::logs
