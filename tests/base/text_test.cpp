#include "base/text.h"

#include "support/catch.h"

using namespace berth;

TEST_CASE("words split at blanks, keep quotes together and take escapes", "[base]") {
  using Words = std::vector<std::string>;
  CHECK(*text::split_words("") == Words{});
  CHECK(*text::split_words("  a  b\tc ") == Words{"a", "b", "c"});
  CHECK(*text::split_words(R"(sh -c "echo 'hi there'")") == Words{"sh", "-c", "echo 'hi there'"});
  CHECK(*text::split_words(R"('' a\ b)") == Words{"", "a b"});
  CHECK(text::split_words("'open").error().text == "the quote ' is never closed");
  CHECK(text::split_words("tail\\").error().text == "ends in a lone backslash");
}

TEST_CASE("UTF-8 is taken only in its one well-formed way", "[base]") {
  CHECK(text::is_utf8("grüße, 世界 🚢"));
  CHECK_FALSE(text::is_utf8("\xc0\xaf"));          // overlong
  CHECK_FALSE(text::is_utf8("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(text::is_utf8("\xf4\x90\x80\x80"));  // beyond Unicode
  CHECK_FALSE(text::is_utf8("\xe4\xb8"));          // cut short
}

TEST_CASE("text from outside is shown without control characters and cut", "[base]") {
  CHECK(text::printable("a\nb\x1b[31m") == "a\\x0ab\\x1b[31m");
  CHECK(text::printable("\xff") == "\\xff");
  CHECK(text::printable("\xc2\x9b"
                        "31m\xc2\xa0ü") == "\\x9b31m\xc2\xa0ü");
  CHECK(text::printable(std::string(300, 'x'), 10) == "xxxxxxxxxx…");
}

TEST_CASE("the place where text stops being UTF-8 is found", "[base]") {
  CHECK(text::utf8_front("") == 0);
  CHECK(text::utf8_front("über") == 5);
  CHECK(text::utf8_front("ab\xff"
                         "c") == 2);
  CHECK(text::utf8_front("ab\xc3") == 2);
}
