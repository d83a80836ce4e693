// SipHash-2-4: a keyed hash. It tells whether two texts are the same, and nothing of what they are to whoever lacks the
// key. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

struct HashKey {
  std::uint64_t low = 0, high = 0;
  bool operator==(const HashKey&) const = default;

  static HashKey random();
  // 32 hexadecimal digits; what is none of that is the key 0.
  std::string text() const;
  static HashKey from_text(std::string_view text);
};

std::uint64_t siphash(const HashKey& key, std::string_view bytes);
std::string siphash_text(const HashKey& key, std::string_view bytes);  // 16 hexadecimal digits

}  // namespace berth
