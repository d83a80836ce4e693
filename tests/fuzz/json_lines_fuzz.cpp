// Whatever the bytes: no crash, and the same values in every cut. The first byte says where to cut.
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <string>

#include "docker/json_lines.h"

namespace {

// Values before an error in the same piece are not handed out, so only whole streams are compared.
std::string read(std::string_view bytes, std::size_t cut) {
  berth::docker::JsonLines lines(200);
  std::string told;
  for (auto piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    auto values = lines.give(piece);
    if (!values) return "!";
    for (const auto& value : *values) told += boost::json::serialize(value) + "\n";
  }
  return told + (lines.is_between_values() ? "." : "…");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto cut = std::min<std::size_t>(data[0], bytes.size());
  if (read(bytes, cut) != read(bytes, 0)) std::abort();
  return 0;
}
