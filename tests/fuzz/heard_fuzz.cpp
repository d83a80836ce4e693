// Whatever a container says: no crash, and a status that is bounded, clean and UTF-8.
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "hold/heard.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  berth::hold::Heard heard;
  heard.add(reinterpret_cast<const char*>(data), static_cast<unsigned>(size));
  std::string_view status = heard.status;
  if (status.size() > berth::hold::longest_status || !berth::text::is_utf8(status)) std::abort();
  for (unsigned char c : status)
    if (c < 0x20 || c == 0x7f) std::abort();
  return 0;
}
