#include "import/compose_interpolation.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

const Values values = {{"TAG", "7"}, {"EMPTY", ""}, {"PERCENT", "5%"}};

std::string filled(std::string_view text) {
  Interpolation filling(values);
  auto all = filling.fill(text);
  std::string out = all ? *all : "error: " + all.error().text;
  for (const auto& name : filling.take_unset()) out += " unset: " + name;
  return out;
}

}  // namespace

TEST_CASE("variables are filled in as Compose does it", "[import]") {
  CHECK(filled("a$TAG-${TAG}") == "a7-7");
  CHECK(filled("$$TAG $${TAG}") == "$TAG ${TAG}");
  CHECK(filled("${TAG:-x}${EMPTY:-x}${GONE:-x}") == "7xx");
  CHECK(filled("${TAG-x}${EMPTY-x}${GONE-x}") == "7x");
  CHECK(filled("${TAG:+x}${EMPTY:+y}${GONE:+z}") == "x");
  CHECK(filled("${TAG+x}${EMPTY+y}${GONE+z}") == "xy");
  CHECK(filled("${TAG:?x}${EMPTY?x}") == "7");
  CHECK(filled("${GONE-${ALSO:-$TAG}}") == "7");
  CHECK(filled("${GONE:-{\"a\": {}}}") == "{\"a\": {}}");
  CHECK(filled("${PERCENT}") == "5%");
}

TEST_CASE("what has no value is empty, and named", "[import]") {
  CHECK(filled("a${GONE}b$GONE") == "ab unset: GONE");
  CHECK(filled("${GONE-${ALSO}}") == " unset: ALSO");
}

TEST_CASE("what Compose refuses is an error", "[import]") {
  CHECK(filled("${GONE:?say it}") == "error: the variable GONE has no value, and the file says that it must: say it");
  CHECK(filled("${EMPTY:?say it}").starts_with("error: the variable EMPTY has no value"));
  CHECK(filled("costs $5") == "error: no name of a variable follows a $: write $$ for a dollar sign");
  CHECK(filled("${5}") == "error: no name of a variable follows ${ here: write $$ for a dollar sign");
  CHECK(filled("${TAG") == "error: a ${ is never closed");
  CHECK(filled("${TAG!x}") == "error: ${TAG…} is of no form that Compose knows");
}

TEST_CASE("a tree is filled in the words of a descriptor", "[import]") {
  config::Problems problems("x");
  auto root = config::read_document("a%: [\"$PERCENT\"]\n", problems);
  Interpolation filling(values);
  REQUIRE(filling.fill(root).has_value());
  CHECK(root.entries[0].key == "a%%");
  CHECK(root.entries[0].value.entries[0].value.text == "5%%");
  root = config::read_document("a:\n  - $5\n", problems);
  CHECK(filling.fill(root).error().text.starts_with("2:5: no name of a variable"));
}

TEST_CASE("nothing grows without a limit", "[import]") {
  Values large = {{"X", std::string(1'000'000, 'x')}};
  Interpolation filling(large);
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "$X";
  CHECK(filling.fill(text).error().text == "with its variables filled in, there is too much text");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "${A-";
  CHECK(filling.fill(deep + std::string(100'000, '}')).error().text == "variables are nested too deep");
}
