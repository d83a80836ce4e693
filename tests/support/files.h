// A file for a test, wherever it is, and the rights that one has.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/file.h"
#include "support/catch.h"

namespace berth::test {

inline mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

inline void put(const std::string& path, const std::string& text) {
  REQUIRE(file::replace(path, text, 0644).has_value());
}

}  // namespace berth::test
