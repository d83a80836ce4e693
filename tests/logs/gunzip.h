// A compressed file's content, by zlib's own reader.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace berth::test {

inline std::string gunzip(const std::string& path) {
  auto* file = ::gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  std::string content;
  char block[65536];
  int got = 0;
  while ((got = ::gzread(file, block, sizeof block)) > 0) content.append(block, static_cast<std::size_t>(got));
  if (::gzclose(file) != Z_OK || got < 0) throw std::runtime_error("damaged: " + path);
  return content;
}

}  // namespace berth::test
