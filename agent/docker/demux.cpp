#include "docker/demux.h"

#include <algorithm>

namespace berth::docker {

Result<void> Demux::give(std::string_view bytes, const Reader& reader) {
  while (!bytes.empty()) {
    if (at_.left > 0) {
      auto part = bytes.substr(0, at_.left);
      at_.left -= static_cast<std::uint32_t>(part.size());
      bytes.remove_prefix(part.size());
      reader(at_.stream, part);
      continue;
    }
    auto count = std::min(at_.header.size() - at_.have, bytes.size());
    std::copy_n(bytes.begin(), count, at_.header.begin() + at_.have);
    at_.have += count;
    bytes.remove_prefix(count);
    if (at_.have < at_.header.size()) break;
    if (auto begun = begin_frame(); !begun) return begun;
  }
  return {};
}

Result<void> Demux::begin_frame() {
  if (at_.header[1] != 0 || at_.header[2] != 0 || at_.header[3] != 0)
    return Error{ErrorKind::protocol, "the container's output has no proper frames (does it have a terminal?)"};
  // 0 is standard input, which the engine shows on standard output; 3 is its own trouble with the stream.
  if (at_.header[0] > 2)
    return Error{ErrorKind::protocol, fmt::format("the container's output has a stream {}", at_.header[0])};
  at_.stream = at_.header[0] == 2 ? Stream::err : Stream::out;
  at_.left = static_cast<std::uint32_t>(at_.header[4]) << 24 | static_cast<std::uint32_t>(at_.header[5]) << 16 |
             static_cast<std::uint32_t>(at_.header[6]) << 8 | at_.header[7];
  at_.have = 0;
  return {};
}

}  // namespace berth::docker
