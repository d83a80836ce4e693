// Whatever the bytes: no crash, and the same streams in every cut. The first byte says where to cut.
#include <cstdlib>
#include <string>

#include "docker/demux.h"

namespace {

struct Outcome {
  std::string out, err;
  bool is_accepted = true;
  bool operator==(const Outcome&) const = default;
};

Outcome take_apart(std::string_view bytes, std::size_t cut) {
  berth::docker::Demux demux;
  Outcome outcome;
  auto reader = [&](berth::docker::Stream stream, std::string_view part) {
    (stream == berth::docker::Stream::out ? outcome.out : outcome.err) += part;
  };
  outcome.is_accepted = demux.give(bytes.substr(0, cut), reader) && demux.give(bytes.substr(cut), reader);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto cut = std::min<std::size_t>(data[0], bytes.size());
  if (take_apart(bytes, cut) != take_apart(bytes, 0)) std::abort();
  return 0;
}
