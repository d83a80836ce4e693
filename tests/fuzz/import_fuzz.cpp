// Any bytes as a unit, a Quadlet, a Compose file or the output of docker inspect: an import ends, in an error of one
// line or in a descriptor that our reader accepts. The first byte says which, and whether a Compose file has itself for
// its .env and over it, and for every other file it names.
#include <cstdlib>

#include "base/text.h"
#include "import/import.h"

namespace {

using namespace berth;

void must(bool claim) {
  if (!claim) std::abort();
}

bool is_one_line(std::string_view text) {
  return !text.empty() && text::is_utf8(text) && text.find_first_of("\n\r\x1b") == std::string_view::npos;
}

void check(const std::string& path, const std::string& text, bool is_everywhere) {
  importing::Surroundings around;
  around.read_file = [&](const std::string& other) -> Result<std::string> {
    if (is_everywhere && (other.ends_with(".yaml") || other.ends_with(".env"))) return text;
    if (other.ends_with(".timer") || other.ends_with(".volume") || other == "/e") return text;
    return Error{ErrorKind::not_found, "there is no such file"};
  };
  around.list_folder = [](const std::string&) { return std::vector<std::string>{}; };
  around.host.facts = {"host", "machine", "boot", "kernel"};
  auto all = importing::import_file(path, text, "", around);
  if (!all) return must(is_one_line(all.error().text));
  must(!all->empty());
  for (const auto& one : *all) {
    auto reading = config::read_descriptor("x.yaml", one.name, one.text, {}, around.host.facts);
    must(reading.ok() && one.not_carried >= 0);
    must(one.has_secrets || reading.spec.container.environment.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr const char* names[] = {"museum.service", "museum.container", "museum.yaml", "museum.json"};
  const std::string name = names[data[0] % 4];
  bool is_everywhere = data[0] >= 128 && name.ends_with(".yaml");
  check(is_everywhere ? "compose.yaml" : name, text, is_everywhere);
  return 0;
}
