#include "import/yaml_text.h"

#include "base/text.h"

namespace berth::importing {

namespace {

// What our reader takes for nothing at all.
bool is_null(std::string_view text) {
  return text == "null" || text == "Null" || text == "NULL";
}

bool is_plain(std::string_view text, std::string_view further) {
  if (text.empty() || !(text::consists_of(text.substr(0, 1), "") || text.front() == '/')) return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  return text::consists_of(text, further);
}

}  // namespace

std::string yaml_text(std::string_view text) {
  bool plain = is_plain(text, "_./-:@%+,= ;()$!?*&^|~'<>[]{}#\\") && !is_null(text);
  return plain ? std::string(text) : text::quoted(text);
}

std::string yaml_flow_text(std::string_view text) {
  return is_plain(text, "_./-@%+=") && !is_null(text) ? std::string(text) : text::quoted(text);
}

}  // namespace berth::importing
