#include "logs/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "base/duration.h"
#include "base/file.h"
#include "base/log.h"
#include "logs/line_format.h"
#include "logs/rotation.h"

namespace berth::logs {

namespace {

constexpr auto pause = std::chrono::seconds(1);

// A file that cannot be asked counts as cut: an empty line too many is better than two lines in one.
bool ends_mid_line(int fd, off_t size) {
  char last = 0;
  return size > 0 && !(::pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

}  // namespace

LogFile::LogFile(const service::Log& log, std::string service)
    : log_(log), path_(log.file), service_(std::move(service)) {}

LogPlace LogFile::ready(const Moment& now, bool may_rotate) {
  preface_.clear();
  if (now.steady < retry_at_) return {};
  auto made = make_ready(now);
  if (made && may_rotate && log_.max_size > 0 && size() >= log_.max_size) {
    rotate_if_full(now);
    made = make_ready(now);
  }
  struct stat status {};
  if (made && ::fstat(fd_.get(), &status) < 0) made = from_errno(errno, path_);
  if (!made) {
    fail(made.error(), now);
    return {};
  }
  make_preface();
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size)};
}

// A file that cannot be rotated is written to all the same.
void LogFile::rotate_if_full(const Moment& now) {
  constexpr auto before_another_try = std::chrono::minutes(1);
  if (now.steady < rotate_at_) return;
  if (auto rotated = rotate(path_, log_.max_files); !rotated) {
    log::warning("rotate the log of {}: {}", service_, rotated.error().text);
    rotate_at_ = now.steady + before_another_try;
    return;
  }
  was_rotated_ = true;
  fd_.reset();
}

void LogFile::make_preface() {
  preface_ = cut_short_ ? "\n" : "";
  if (has_gap()) append_line(preface_, {log_.format}, Stream::err, gap_record(), gap_.until);
}

std::uint64_t LogFile::size() const {
  struct stat status {};
  return fd_ && ::fstat(fd_.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

void LogFile::write(std::string_view text, const Moment& now, std::size_t already) {
  if (!fd_) return lose(text, now);
  std::size_t done = already;
  auto whole = preface_.size() + text.size();
  while (done < whole) {
    auto head = std::string_view(preface_).substr(std::min(done, preface_.size()));
    auto tail = text.substr(done - (preface_.size() - head.size()));
    iovec parts[2] = {{const_cast<char*>(head.data()), head.size()}, {const_cast<char*>(tail.data()), tail.size()}};
    auto put = ::writev(fd_.get(), parts, 2);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      auto error = from_errno(put == 0 ? EIO : errno, path_);
      if (done >= preface_.size()) gap_ = {};  // what was lost before is told
      fail(error, now);
      return lose(text.substr(done - std::min(done, preface_.size())), now);
    }
    done += static_cast<std::size_t>(put);
  }
  if (has_gap()) last_gap_ = gap_record();
  gap_ = {};
  if (whole > 0) cut_short_ = false;
  preface_.clear();
  trouble_.clear();
}

void LogFile::resume(bool cut_short) {
  cut_short_ = cut_short;
  make_preface();
}

void LogFile::cut_back(std::uint64_t size) {
  if (fd_ && ::ftruncate(fd_.get(), static_cast<off_t>(size)) < 0) log::warning("{}", from_errno(errno, path_).text);
}

void LogFile::save(std::string& state) const {
  auto usec = [](std::chrono::system_clock::time_point at) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Duration>(at.time_since_epoch()).count());
  };
  pack_number(state, gap_.lines);
  pack_number(state, gap_.bytes);
  pack_number(state, usec(gap_.from));
  pack_number(state, usec(gap_.until));
  pack_text(state, gap_.reason);
}

void LogFile::restore(Unpacking& state) {
  auto time = [&state] {
    return std::chrono::system_clock::time_point(Duration(static_cast<std::int64_t>(state.number())));
  };
  gap_.lines = state.number();
  gap_.bytes = state.number();
  gap_.from = time();
  gap_.until = time();
  gap_.reason = state.text();
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

void LogFile::fail(const Error& error, const Moment& now) {
  trouble_ = error.text;
  gap_.reason = trouble_.starts_with(path_ + ": ") ? trouble_.substr(path_.size() + 2) : trouble_;
  retry_at_ = now.steady + pause;
  fd_.reset();  // opening it again finds out where the last write stopped
}

void LogFile::lose(std::string_view text, const Moment& now) {
  if (text.empty()) return;
  if (!has_gap()) gap_.from = now.wall;
  auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  gap_.lines += lines;
  gap_.bytes += text.size();
  gap_.until = now.wall;
  lost_lines_ += lines;
}

std::string LogFile::gap_record() const {
  return fmt::format("berth: {} lines ({} bytes) of {} were not written between {} and {}: {}", gap_.lines, gap_.bytes,
                     service_, rfc3339(gap_.from), rfc3339(gap_.until), gap_.reason);
}

}  // namespace berth::logs
