#include "credentials/base64.h"

#include <cstdint>

namespace berth::credentials {

namespace {

constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    auto group = bytes.substr(at, 3);
    auto bits = byte(group[0]) << 16;
    if (group.size() > 1) bits |= byte(group[1]) << 8;
    if (group.size() > 2) bits |= byte(group[2]);
    for (std::size_t i = 0; i <= group.size(); ++i) text += url_alphabet[bits >> (18 - 6 * i) & 63];
    text.append(3 - group.size(), '=');
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  std::size_t digits = 0, padding = 0;
  for (char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    auto value = standard_alphabet.find(c);
    if (value == std::string_view::npos || padding > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    ++digits;
    if (digits % 4 != 1) bytes += static_cast<char>(bits >> (2 * (3 - (digits + 3) % 4)) & 255);
  }
  if (digits % 4 == 1) return std::nullopt;
  if (padding > 0 && (padding > 2 || (digits + padding) % 4 != 0)) return std::nullopt;
  return bytes;
}

}  // namespace berth::credentials
