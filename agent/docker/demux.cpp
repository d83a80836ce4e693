#include "docker/demux.h"

#include <algorithm>

namespace berth::docker {

Result<void> Demux::give(std::string_view bytes, const Reader& reader) {
  while (!bytes.empty()) {
    if (left_ > 0) {
      auto part = bytes.substr(0, left_);
      left_ -= static_cast<std::uint32_t>(part.size());
      bytes.remove_prefix(part.size());
      reader(stream_, part);
      continue;
    }
    auto count = std::min(header_.size() - have_, bytes.size());
    std::copy_n(bytes.begin(), count, header_.begin() + have_);
    have_ += count;
    bytes.remove_prefix(count);
    if (have_ < header_.size()) break;
    if (auto begun = begin_frame(); !begun) return begun;
  }
  return {};
}

Result<void> Demux::begin_frame() {
  if (header_[1] != 0 || header_[2] != 0 || header_[3] != 0)
    return Error{ErrorKind::protocol, "the container's output has no proper frames (does it have a terminal?)"};
  // 0 is standard input, which the engine shows on standard output; 3 is its own trouble with the stream.
  if (header_[0] > 2)
    return Error{ErrorKind::protocol, fmt::format("the container's output has a stream {}", header_[0])};
  stream_ = header_[0] == 2 ? Stream::err : Stream::out;
  left_ = static_cast<std::uint32_t>(header_[4]) << 24 | static_cast<std::uint32_t>(header_[5]) << 16 |
          static_cast<std::uint32_t>(header_[6]) << 8 | header_[7];
  have_ = 0;
  return {};
}

}  // namespace berth::docker
