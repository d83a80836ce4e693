#include "ctl/log_bytes.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace berth::ctl {

namespace {

constexpr std::size_t block_size = 256 * 1024;

// Whoever started us may have left its end of the output without waits.
void wait_until_writable(int out) {
  pollfd one{out, POLLOUT, 0};
  ::poll(&one, 1, -1);
}

}  // namespace

Result<std::size_t> read_at(int fd, char* to, std::size_t size, off_t at) {
  std::size_t filled = 0;
  while (filled < size) {
    auto got = ::pread(fd, to + filled, size - filled, at + static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return from_errno(errno, "read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<void> put_out(std::string_view bytes, int out) {
  while (!bytes.empty()) {
    auto put = ::write(out, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EAGAIN) {
      wait_until_writable(out);
      continue;
    }
    if (put < 0 && errno == EPIPE) return Error{ErrorKind::cancelled, "nobody reads the output any more"};
    if (put < 0) return from_errno(errno, "write to standard output");
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<off_t> put_out_file(int fd, off_t begin, off_t end, int out) {
  std::vector<char> block(static_cast<std::size_t>(std::clamp<off_t>(end - begin, 0, block_size)));
  while (begin < end) {
    auto wanted = static_cast<std::size_t>(std::min<off_t>(end - begin, block_size));
    auto got = read_at(fd, block.data(), wanted, begin);
    if (!got) return got.error();
    if (*got == 0) break;
    if (auto put = put_out({block.data(), *got}, out); !put) return put.error();
    begin += static_cast<off_t>(*got);
  }
  return begin;
}

}  // namespace berth::ctl
