// Whatever is in a state file: no crash, and what was understood of it survives being written and read again.
#include <cstdlib>

#include "supervise/record.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  auto record = berth::supervise::record_from_json({reinterpret_cast<const char*>(data), size});
  if (!record) return 0;
  record->begin_run({"img", "sha256:aa", ""}, 1);
  record->put_into_quarantine({"img", "sha256:aa", ""}, "why", 1);
  record->release("a");
  auto text = berth::supervise::to_json(*record);
  auto again = berth::supervise::record_from_json(text);
  if (!again || berth::supervise::to_json(*again) != text) std::abort();
  return 0;
}
