#include "base/siphash.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("siphash gives what its authors' reference gives", "[base]") {
  HashKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string bytes;
  CHECK(siphash(key, bytes) == 0x726fdb47dd0e0e31);
  for (char c = 0; c < 15; ++c) bytes += c;
  CHECK(siphash(key, bytes) == 0xa129ca6149be45e5);
  CHECK(siphash_text(key, bytes) == "a129ca6149be45e5");
}

TEST_CASE("a key is another one each time, and outlives being written down", "[base]") {
  auto key = HashKey::random();
  CHECK_FALSE(key == HashKey::random());
  CHECK(HashKey::from_text(key.text()) == key);
  CHECK(HashKey::from_text("no key") == HashKey{});
  CHECK(siphash(key, "x") != siphash(HashKey::random(), "x"));
}
