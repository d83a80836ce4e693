#include "import/compose_variables.h"

#include "support/catch.h"

using namespace berth::importing;

TEST_CASE("a file of variables is read as Compose does it", "[import]") {
  auto all = read_compose_variables(
      "\xef\xbb\xbf# a comment\n"
      "PLAIN = a b # comment\n"
      "HASH=a#b\r\n"
      "  export EXPORTED=x\n"
      "COLON: y\n"
      "SINGLE='$PLAIN # \\n' # comment\n"
      "DOUBLE=\"${PLAIN} # \\\"\\n\\t\\$x\\q\"\n"
      "LINES=\"1\n2\"\n"
      "MIXED=\"open\n"
      "FROM=$PLAIN-${KNOWN}-${GONE:-none}\n"
      "KNOWN\n"
      "GONE\n"
      "EMPTY=\n"
      "ONLY_COMMENT= # x\n"
      "BAD=$5\n"
      "LAST='it",
      {{"KNOWN", "k"}});
  CHECK(all["PLAIN"] == "a b");
  CHECK(all["HASH"] == "a#b");
  CHECK(all["EXPORTED"] == "x");
  CHECK(all["COLON"] == "y");
  CHECK(all["SINGLE"] == "$PLAIN # \\n");
  CHECK(all["DOUBLE"] == "a b # \"\n\t$x\\q");
  CHECK(all["LINES"] == "1\n2");
  CHECK(all["MIXED"] == "\"open");
  CHECK(all["FROM"] == "a b-k-none");
  CHECK(all["KNOWN"] == "k");
  CHECK_FALSE(all.contains("GONE"));
  CHECK(all["EMPTY"].empty());
  CHECK(all["ONLY_COMMENT"].empty());
  CHECK(all["BAD"] == "$5");
  CHECK(all["LAST"] == "'it");
}

TEST_CASE("values that double each other end at a limit", "[import]") {
  std::string text = "A0=xxxxxxxxxx\n";
  for (int i = 1; i < 100; ++i) text += fmt::format("A{0}=$A{1}$A{1}\n", i, i - 1);
  auto all = read_compose_variables(text, {});
  CHECK(all.size() == 100);
  CHECK(all["A99"] == "$A98$A98");
}
