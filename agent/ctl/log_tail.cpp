#include "ctl/log_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "base/unique_fd.h"

namespace berth::ctl {

namespace {

constexpr std::size_t largest_tail = 64 * 1024;

// The length of "ESC [ 3 1 m" at the front, or 0.
std::size_t colour_at(std::string_view text) {
  if (!text.starts_with("\033[")) return 0;
  auto end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

Result<std::string> read_tail(int fd, off_t size, const std::string& path) {
  std::string tail(std::min(static_cast<std::size_t>(size), largest_tail), '\0');
  auto from = size - static_cast<off_t>(tail.size());
  std::size_t filled = 0;
  while (filled < tail.size()) {
    auto got = ::pread(fd, tail.data() + filled, tail.size() - filled, from + static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return from_errno(errno, path);
    if (got == 0) break;  // it became shorter
    filled += static_cast<std::size_t>(got);
  }
  tail.resize(filled);
  bool begins_inside = from > 0;
  if (begins_inside) tail.erase(0, std::min(tail.find('\n'), tail.size() - 1) + 1);
  return tail;
}

}  // namespace

Result<std::vector<std::string>> last_lines(const std::string& path, std::size_t count) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd) return from_errno(errno, path);
  struct stat status {};
  if (::fstat(fd.get(), &status) < 0) return from_errno(errno, path);
  if (!S_ISREG(status.st_mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path)};
  auto tail = read_tail(fd.get(), status.st_size, path);
  if (!tail) return tail.error();
  std::string_view rest = *tail;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.empty()) return std::vector<std::string>();
  auto lines = text::split(rest, '\n');
  auto first = lines.size() > count ? lines.end() - static_cast<std::ptrdiff_t>(count) : lines.begin();
  return std::vector<std::string>(first, lines.end());
}

std::string harmless(std::string_view line, std::size_t longest) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::string plain;
  for (std::size_t at = 0; at < line.size();) {
    auto colour = colour_at(line.substr(at));
    if (colour == 0) plain += line[at] == '\t' ? ' ' : line[at];
    at += std::max<std::size_t>(colour, 1);
  }
  return text::printable(plain, longest);
}

}  // namespace berth::ctl
