#include "base/siphash.h"

#include <fmt/format.h>
#include <sodium/crypto_shorthash.h>
#include <sys/random.h>

#include <bit>
#include <charconv>
#include <cstring>

namespace berth {

namespace {

std::uint64_t number_from(std::string_view digits) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace

// Before the system has any randomness nothing of ours runs.
HashKey HashKey::random() {
  HashKey key;
  (void)!::getrandom(&key, sizeof key, 0);
  return key;
}

std::string HashKey::text() const {
  return fmt::format("{:016x}{:016x}", low, high);
}

HashKey HashKey::from_text(std::string_view text) {
  if (text.size() != 32) return {};
  return {number_from(text.substr(0, 16)), number_from(text.substr(16))};
}

std::uint64_t siphash(const HashKey& key, std::string_view bytes) {
  static_assert(sizeof key == crypto_shorthash_KEYBYTES && std::endian::native == std::endian::little);
  unsigned char key_bytes[crypto_shorthash_KEYBYTES], hash[crypto_shorthash_BYTES];
  std::memcpy(key_bytes, &key.low, sizeof key.low);
  std::memcpy(key_bytes + sizeof key.low, &key.high, sizeof key.high);
  crypto_shorthash(hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), key_bytes);
  std::uint64_t number = 0;
  std::memcpy(&number, hash, sizeof number);
  return number;
}

std::string siphash_text(const HashKey& key, std::string_view bytes) {
  return fmt::format("{:016x}", siphash(key, bytes));
}

}  // namespace berth
