#include "import/escapes.h"

#include <charconv>
#include <optional>

namespace berth::importing {

namespace {

std::optional<unsigned> number(std::string_view text, std::size_t digits, int base) {
  if (text.size() < digits) return std::nullopt;
  unsigned value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + digits, value, base);
  bool good = error == std::errc{} && end == text.data() + digits && value != 0;
  return good ? std::optional(value) : std::nullopt;
}

struct Spelled {
  std::size_t digits = 0;
  int base = 16;
};

// The form of \x41, \101, \u0041 and \U00000041.
Spelled spelled(char letter) {
  switch (letter) {
    case 'x': return {2, 16};
    case 'u': return {4, 16};
    case 'U': return {8, 16};
    default: return letter >= '0' && letter <= '3' ? Spelled{3, 8} : Spelled{};
  }
}

}  // namespace

void append_utf8(char32_t point, std::string& out) {
  auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0 | (point >> 6));
  } else if (point < 0x10000) {
    byte(0xe0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3f));
  } else {
    byte(0xf0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3f));
    byte(0x80 | ((point >> 6) & 0x3f));
  }
  byte(0x80 | (point & 0x3f));
}

std::size_t append_escape(std::string_view text, std::string& out) {
  constexpr std::string_view letters = "abfnrtv\\\"'s", meant = "\a\b\f\n\r\t\v\\\"' ";
  if (text.size() < 2) {
    out += text;
    return text.size();
  }
  auto simple = letters.find(text[1]);
  if (simple != std::string_view::npos) {
    out += meant[simple];
    return 2;
  }
  auto form = spelled(text[1]);
  std::size_t prefix = form.base == 8 ? 1 : 2;
  auto value = form.digits == 0 ? std::nullopt : number(text.substr(prefix), form.digits, form.base);
  bool is_unicode = text[1] == 'u' || text[1] == 'U';
  bool is_point = value && (!is_unicode || (*value < 0x110000 && (*value < 0xd800 || *value > 0xdfff)));
  if (!is_point) {
    out += text.substr(0, 1);
    return 1;
  }
  if (is_unicode)
    append_utf8(*value, out);
  else
    out += static_cast<char>(*value);
  return prefix + form.digits;
}

}  // namespace berth::importing
