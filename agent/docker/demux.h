// A container's output taken apart: 8-byte headers (stream, three zeros, size) and what stands between them, in any
// cut. Hands on views into what it is given: never copies, never holds a frame, however large that is.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"

namespace berth::docker {

enum class Stream { out, err };

class Demux {
 public:
  using Reader = std::function<void(Stream, std::string_view)>;

  // A frame may reach the reader in several parts. After an error the stream cannot be read on.
  Result<void> give(std::string_view bytes, const Reader& reader);

  // Where it stands, for whoever goes on with the stream.
  struct Place {
    std::array<unsigned char, 8> header{};
    std::size_t have = 0;    // bytes of the header
    std::uint32_t left = 0;  // bytes of the frame yet to come
    Stream stream = Stream::out;
  };
  const Place& place() const { return at_; }
  void resume(const Place& place) { at_ = place; }

  // False inside a frame or a header: if the stream ends here, it was cut.
  bool is_between_frames() const { return at_.have == 0 && at_.left == 0; }

 private:
  Result<void> begin_frame();

  Place at_;
};

}  // namespace berth::docker
