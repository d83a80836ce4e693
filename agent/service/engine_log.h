// What the engine keeps of a container's output itself, so that `docker logs` has something to show; ours is beside it.
#pragma once

#include <cstdint>

namespace berth::service {

struct EngineLog {
  enum class Kind {
    local,        // its own small format, in two files
    none,         // nothing
    engines_own,  // what the engine's configuration says
  };
  Kind kind = Kind::local;
  std::uint64_t max_size = 4ull << 20;  // bytes of each of the two files
  bool operator==(const EngineLog&) const = default;
};

}  // namespace berth::service
