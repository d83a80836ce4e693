#include "ctl/log_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "service/rotated_name.h"

namespace berth::ctl {

namespace {

Error not_allowed(const std::string& path) {
  return {ErrorKind::denied, fmt::format("only root may read {} (sudo)", path)};
}

struct Seen {
  std::string path;
  FileIdentity identity;
  bool operator==(const Seen&) const = default;
};

// The live file and then the rotated ones, the newest first, down to `last` if that is among them.
Result<std::vector<Seen>> look(const std::string& path, FileIdentity last) {
  std::vector<Seen> seen;
  auto paths = rotated_logs(path);
  paths.insert(paths.begin(), path);
  for (const auto& one : paths) {
    auto identity = identity_of(one);
    if (!identity && identity.error().kind != ErrorKind::not_found) return identity.error();
    if (identity) seen.push_back({one, *identity});
    if (identity && *identity == last) break;
  }
  return seen;
}

// Nothing if a file is no longer what it was.
Result<std::optional<std::vector<LogPiece>>> open_all(const std::vector<Seen>& seen) {
  std::vector<LogPiece> pieces;
  for (const auto& [path, identity] : seen) {
    auto fd = open_log(path);
    if (!fd && fd.error().kind != ErrorKind::not_found) return fd.error();
    if (!fd || identity_of(fd->get()) != identity) return std::optional<std::vector<LogPiece>>();
    auto size = size_of(fd->get());
    pieces.push_back({path, std::move(*fd), path.ends_with(service::compressed_ending), 0, size});
  }
  return std::optional(std::move(pieces));
}

// A limit of time and not of looks: on a busy machine many can fail in a row.
Result<std::vector<LogPiece>> open_down_to(const std::string& path, FileIdentity last) {
  constexpr auto patience = std::chrono::seconds(20);
  auto give_up_at = std::chrono::steady_clock::now() + patience;
  do {
    auto seen = look(path, last);
    if (!seen) return seen.error();
    auto pieces = open_all(*seen);
    if (!pieces) return pieces.error();
    // A rotation meanwhile may have moved a file from where we had not looked yet to where we had.
    auto again = look(path, last);
    if (*pieces && again && *again == *seen) return std::move(**pieces);
  } while (std::chrono::steady_clock::now() < give_up_at);
  return Error{ErrorKind::conflict, fmt::format("{} is rotated faster than it can be read", path)};
}

std::pair<time_t, long> modified(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) < 0) return {};
  return {status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

// Itself, or what it was packed into: that has its time.
bool holds_the_same(const LogPiece& piece, int fd) {
  return identity_of(piece.fd.get()) == identity_of(fd) ||
         (piece.is_packed && modified(piece.fd.get()) == modified(fd));
}

}  // namespace

Result<UniqueFd> open_log(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd && errno == ENOENT) return Error{ErrorKind::not_found, fmt::format("{}: no such file", path)};
  if (!fd && errno == EACCES) return not_allowed(path);
  if (!fd && errno == ELOOP) return Error{ErrorKind::denied, fmt::format("{}: a symbolic link", path)};
  if (!fd) return from_errno(errno, path);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) return from_errno(errno, path);
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path)};
  return fd;
}

FileIdentity identity_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? FileIdentity{status.st_dev, status.st_ino} : FileIdentity();
}

Result<FileIdentity> identity_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return FileIdentity{status.st_dev, status.st_ino};
  if (errno == ENOENT || errno == ENOTDIR) return Error{ErrorKind::not_found, fmt::format("{}: no such file", path)};
  if (errno == EACCES) return not_allowed(path);
  return from_errno(errno, path);
}

off_t size_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}

std::vector<std::string> rotated_logs(const std::string& path) {
  std::filesystem::path live(path);
  auto name = live.filename().string();
  std::map<int, std::string> by_number;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(live.parent_path(), error)) {
    auto other = entry.path().filename().string();
    if (!other.starts_with(name)) continue;
    auto rotated = service::RotatedName::parse(std::string_view(other).substr(name.size()));
    if (!rotated || rotated->form == service::RotatedName::Form::unfinished) continue;
    // While one is packed there are both for a moment, and they say the same.
    auto& kept = by_number[rotated->number];
    if (kept.empty() || rotated->form == service::RotatedName::Form::plain) kept = entry.path().string();
  }
  std::vector<std::string> paths;
  for (auto& [number, kept] : by_number) paths.push_back(std::move(kept));
  return paths;
}

Result<std::vector<LogPiece>> open_pieces(const std::string& path) {
  return open_down_to(path, {});
}

Result<std::vector<LogPiece>> pieces_between(const std::string& path, int older, int newer) {
  auto pieces = open_down_to(path, identity_of(older));
  if (!pieces) return pieces.error();
  auto find = [&pieces](auto is_it) { return std::find_if(pieces->begin(), pieces->end(), is_it); };
  auto first = find([newer](const LogPiece& piece) { return holds_the_same(piece, newer); });
  if (first != pieces->end())
    pieces->erase(pieces->begin(), first + 1);
  else if (!pieces->empty() && pieces->front().path == path)
    pieces->erase(pieces->begin());
  auto last = find([older](const LogPiece& piece) { return holds_the_same(piece, older); });
  // Removed, by a rotation as the oldest or by hand: what has been written to later is what is newer.
  if (last == pieces->end())
    last = find([older](const LogPiece& piece) { return modified(piece.fd.get()) <= modified(older); });
  pieces->erase(last, pieces->end());
  std::reverse(pieces->begin(), pieces->end());
  return pieces;
}

}  // namespace berth::ctl
