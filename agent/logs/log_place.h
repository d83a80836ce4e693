// A byte of a file, whatever name the file has by now.
#pragma once

#include <cstdint>

namespace berth::logs {

struct LogPlace {
  std::uint64_t device = 0, inode = 0, offset = 0;

  bool is_somewhere() const { return inode != 0; }
  bool is_same_file(const LogPlace& other) const { return device == other.device && inode == other.inode; }
};

}  // namespace berth::logs
