// Whatever the bytes: no crash, an end in bounded time, and the same body in every cut. The first byte is the cut.
#include <cstdlib>
#include <string>

#include "http/answer.h"

namespace {

using Step = berth::http::AnswerParser::Step;

std::string read(std::string_view bytes, std::size_t cut) {
  berth::http::AnswerParser parser;
  std::string told;
  int given = 0;
  while (true) {
    auto step = parser.step();
    if (!step) return told + "!";
    if (*step == Step::end) return told + ".";
    if (*step == Step::head) told += std::to_string(parser.head().status) + "|";
    if (*step == Step::piece) told += parser.piece();
    if (*step != Step::wants_bytes) continue;
    if (given == 2) parser.give_end();
    if (given == 0) parser.give(bytes.substr(0, cut));
    if (given == 1) parser.give(bytes.substr(cut));
    if (++given > 3) std::abort();  // it asked again after the end
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto cut = std::min<std::size_t>(data[0], bytes.size());
  if (read(bytes, cut) != read(bytes, 0)) std::abort();
  return 0;
}
