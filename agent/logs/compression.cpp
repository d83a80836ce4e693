#include "logs/compression.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <cstdio>
#include <set>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "logs/compress_file.h"
#include "logs/rotation.h"
#include "process/run.h"
#include "service/rotated_name.h"

namespace berth::logs {

namespace {

// A disk that hangs must not end compression for ever.
constexpr process::Limits limits{std::chrono::hours(24), 4096};

// A file that stays the same one under whatever name: while this is open, its number is no other's.
class Pinned {
 public:
  explicit Pinned(const std::string& path) : fd_(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)) {
    if (fd_ && ::fstat(fd_.get(), &status_) < 0) fd_.reset();
  }
  explicit operator bool() const { return static_cast<bool>(fd_); }
  ino_t inode() const { return status_.st_ino; }
  bool has_name(const std::string& path) const {
    struct stat there {};
    return ::lstat(path.c_str(), &there) == 0 && there.st_ino == status_.st_ino && there.st_dev == status_.st_dev;
  }
  // It was read whole, and nobody has written to it since.
  bool is(const Compressed& compressed) const {
    struct stat now {};
    return ::fstat(fd_.get(), &now) == 0 && now.st_ino == compressed.inode &&
           static_cast<std::uint64_t>(now.st_size) == compressed.size;
  }

 private:
  UniqueFd fd_;
  struct stat status_ {};
};

// No wait in here: no rotation can come between.
Result<void> put_in_place(const Pinned& file, const std::string& log, const std::string& finished,
                          std::string_view printed) {
  auto compressed = parse_compressed(printed);
  if (!compressed || !file.is(*compressed)) return Error{ErrorKind::conflict, "the file was changed meanwhile"};
  auto paths = to_compress(log);
  auto now = std::find_if(paths.begin(), paths.end(), [&](const std::string& path) { return file.has_name(path); });
  if (now == paths.end()) return Error{ErrorKind::not_found, "the file was removed meanwhile"};
  auto to = *now + ".gz";
  if (::rename(finished.c_str(), to.c_str()) < 0) return from_errno(errno, to);
  return file::remove(*now);
}

}  // namespace

Compression::Compression(Tasks& tasks, std::string program) : tasks_(tasks), program_(std::move(program)) {}

void Compression::want(const std::string& log) {
  if (std::find(wanted_.begin(), wanted_.end(), log) != wanted_.end()) return;
  wanted_.push_back(log);
  if (wanted_.size() == 1) tasks_.start("compression of log files", work());
}

Task<> Compression::work() {
  while (!wanted_.empty()) {
    auto log = wanted_.front();
    remove_unfinished(log);
    co_await compress_all(log);
    wanted_.pop_front();
  }
}

// Names change with every rotation, so the next file is looked for only when its turn has come.
Task<> Compression::compress_all(std::string log) {
  std::set<ino_t> failed;
  while (true) {
    auto paths = to_compress(log);
    auto next = std::find_if(paths.begin(), paths.end(), [&](const std::string& path) {
      Pinned file(path);
      return file && !failed.contains(file.inode());
    });
    if (next == paths.end()) co_return;
    Pinned file(*next);
    auto path = *next;
    bool is_fine = co_await compress(log, path);
    if (!is_fine) failed.insert(file.inode());
  }
}

Task<bool> Compression::compress(std::string log, std::string path) {
  Pinned file(path);
  if (!file) co_return true;
  auto finished = path + service::unfinished_ending;
  auto printed = co_await run_child(path);
  auto done = printed ? put_in_place(file, log, finished, *printed) : Result<void>(printed.error());
  if (done) co_return true;
  (void)file::remove(finished);
  if (!file.has_name(path)) co_return true;  // a rotation came between: the next look finds what there is
  log::warning("compress {}: {}", path, done.error().text);
  co_return false;
}

Task<Result<std::string>> Compression::run_child(std::string path) {
  process::Command command;
  command.path = program_;
  command.arguments = {"--compress", path};
  auto ending = co_await process::run(tasks_.executor(), command, limits);
  if (!ending && ending.error().kind == ErrorKind::cancelled)
    throw boost::system::system_error(boost::asio::error::operation_aborted);
  if (!ending) co_return ending.error();
  if (ending->status == 0) co_return std::move(ending->output);
  auto reason = std::string(text::trim(ending->output));
  if (reason.empty()) reason = fmt::format("the child ended with status {}", ending->status);
  co_return Error{ErrorKind::io, reason};
}

}  // namespace berth::logs
