#include "credentials/base64.h"

#include "support/catch.h"

using berth::credentials::from_base64;
using berth::credentials::to_base64url;

TEST_CASE("base64 is written in the URL's alphabet, with padding", "[credentials]") {
  CHECK(to_base64url("").empty());
  CHECK(to_base64url("f") == "Zg==");
  CHECK(to_base64url("fo") == "Zm8=");
  CHECK(to_base64url("foo") == "Zm9v");
  CHECK(to_base64url("foobar") == "Zm9vYmFy");
  CHECK(to_base64url("\xfb\xff\xbf") == "-_-_");
}

TEST_CASE("base64 is read with and without padding, and over several lines", "[credentials]") {
  CHECK(from_base64("") == "");
  CHECK(from_base64("Zg==") == "f");
  CHECK(from_base64("Zg") == "f");
  CHECK(from_base64("Zm8=") == "fo");
  CHECK(from_base64("Zm9v") == "foo");
  CHECK(from_base64("Zm9v\r\nYmFy\n") == "foobar");
  CHECK(from_base64("+/+/") == "\xfb\xff\xbf");
  CHECK(from_base64("AAAA") == std::string(3, '\0'));
}

TEST_CASE("what is no base64 is nothing", "[credentials]") {
  for (auto text : {"Z", "Zm9vY", "Zg=", "Zg===", "Zg==Zg==", "=", "Z*==", "-_-_", "Zm9v Zg==", "Zm9v="}) {
    INFO(text);
    CHECK_FALSE(from_base64(text).has_value());
  }
}
