#include "logs/gzip.h"

#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <memory>
#include <vector>

namespace berth::logs {

namespace {

constexpr std::size_t block_size = 64 * 1024;
using Block = std::vector<unsigned char>;

Result<std::size_t> read_some(int fd, Block& block) {
  while (true) {
    auto got = ::read(fd, block.data(), block.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return from_errno(errno, "read");
  }
}

Result<void> write_all(int fd, const unsigned char* bytes, std::size_t count) {
  while (count > 0) {
    auto put = ::write(fd, bytes, count);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return from_errno(errno, "write");
    bytes += put;
    count -= static_cast<std::size_t>(put);
  }
  return {};
}

// Everything that zlib has to say for the input that it was given.
Result<void> write_out(z_stream& stream, int flush, int to, Block& block) {
  do {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    if (::deflate(&stream, flush) == Z_STREAM_ERROR) return Error{ErrorKind::io, "compress"};
    if (auto put = write_all(to, block.data(), block.size() - stream.avail_out); !put) return put;
  } while (stream.avail_out == 0);
  return {};
}

}  // namespace

Result<std::uint64_t> gzip(int from, int to) {
  constexpr int with_gzip_header = 15 + 16;
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return Error{ErrorKind::limit, "no memory to compress"};
  std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, ::deflateEnd);
  Block input(block_size), output(block_size);
  std::uint64_t total = 0;
  while (true) {
    auto got = read_some(from, input);
    if (!got) return got.error();
    total += *got;
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(*got);
    auto written = write_out(stream, *got == 0 ? Z_FINISH : Z_NO_FLUSH, to, output);
    if (!written) return written.error();
    if (*got == 0) return total;
  }
}

}  // namespace berth::logs
