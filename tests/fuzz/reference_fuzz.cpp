// Whatever the text: no crash, and what is accepted reads the same when it is written again.
#include <cstdlib>
#include <string>

#include "docker/reference.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  auto reference = berth::docker::Reference::parse(text);
  if (!reference) return 0;
  auto again = berth::docker::Reference::parse(reference->text());
  if (!again || again->text() != reference->text() || !again->is_same_repository(*reference)) std::abort();
  berth::docker::digest_for(*reference, {text});
  return 0;
}
