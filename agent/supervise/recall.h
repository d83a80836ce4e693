// What a container wrote while nobody read it, found in the engine's own log between the last bytes that were read and
// the first that a new connection brings. No line is doubled: what can't be told apart is left out. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "docker/engine_log.h"

namespace berth::supervise {

// The end of what was read of one stream.
struct Tail {
  static constexpr std::size_t longest = 512;

  std::string bytes;    // the last ones; empty: nothing ever came
  std::int64_t at = 0;  // microseconds since 1970

  void add(std::string_view more, std::int64_t now);
};

// By stream: [0] standard output, [1] standard error.
struct Border {
  std::array<Tail, 2> tails;
  std::array<std::string, 2> heads;  // what the new connection begins with; empty: nothing yet
  std::int64_t attached_at = 0;      // when it was made
  std::int64_t since = 0;            // the log was asked for what came from then on
};

struct Recalled {
  struct Piece {
    docker::Stream stream;
    std::int64_t at;
    std::string_view text;  // of the line it was found in
  };
  bool reaches_back = false;  // the log, to what was read last
  std::vector<Piece> pieces;  // in the engine's order; none where it does not
};

Recalled recall(const std::vector<docker::LoggedLine>& log, const Border& border);

}  // namespace berth::supervise
