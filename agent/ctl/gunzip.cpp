#include "ctl/gunzip.h"

#include <fcntl.h>
#include <zlib.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "ctl/log_bytes.h"

namespace berth::ctl {

namespace {

constexpr std::size_t block_size = 64 * 1024;

class Inflation {
 public:
  explicit Inflation(int fd) : fd_(fd), packed_(block_size), plain_(block_size) {
    constexpr int gzip_alone = 15 + 16;
    is_ready_ = ::inflateInit2(&stream_, gzip_alone) == Z_OK;
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { ::inflateEnd(&stream_); }

  Result<void> run(const std::function<Result<void>(std::string_view)>& take) {
    if (!is_ready_) return Error{ErrorKind::io, "unpack: out of memory"};
    while (true) {
      if (stream_.avail_in == 0) {
        auto more = fill();
        if (!more) return more.error();
        if (!*more) break;
      }
      // Several packed parts in a row are one file.
      if (has_ended_ && ::inflateReset(&stream_) != Z_OK) return damaged();
      if (auto passed = pass_on(take); !passed) return passed;
    }
    return has_ended_ ? Result<void>() : damaged();
  }

 private:
  Result<bool> fill() {
    auto got = read_at(fd_, packed_.data(), packed_.size(), at_);
    if (!got) return got.error();
    at_ += static_cast<off_t>(*got);
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_in = static_cast<uInt>(*got);
    return *got > 0;
  }

  Result<void> pass_on(const std::function<Result<void>(std::string_view)>& take) {
    stream_.next_out = reinterpret_cast<Bytef*>(plain_.data());
    stream_.avail_out = static_cast<uInt>(plain_.size());
    int r = ::inflate(&stream_, Z_NO_FLUSH);
    if (r != Z_OK && r != Z_STREAM_END) return damaged();
    has_ended_ = r == Z_STREAM_END;
    return take({plain_.data(), plain_.size() - stream_.avail_out});
  }

  static Error damaged() { return {ErrorKind::invalid, "not gzip's, or damaged"}; }

  int fd_;
  off_t at_ = 0;
  std::vector<char> packed_, plain_;
  z_stream stream_{};
  bool is_ready_ = false, has_ended_ = false;
};

}  // namespace

Result<void> gunzip(int fd, const std::function<Result<void>(std::string_view)>& take) {
  return Inflation(fd).run(take);
}

Result<UniqueFd> unpack(int fd) {
  const char* set = std::getenv("TMPDIR");
  std::string folder = set != nullptr && set[0] == '/' ? set : "/var/tmp";
  auto path = folder + "/berthctl.XXXXXX";
  UniqueFd plain(::mkostemp(path.data(), O_CLOEXEC));
  if (!plain) return from_errno(errno, fmt::format("unpack into {}", folder));
  ::unlink(path.c_str());
  auto unpacked = gunzip(fd, [&](std::string_view bytes) { return put_out(bytes, plain.get()); });
  if (!unpacked) return unpacked.error().during(fmt::format("unpack into {}", folder));
  return plain;
}

}  // namespace berth::ctl
