#include "config/document.h"

#include "support/catch.h"

using namespace berth::config;

TEST_CASE("a document keeps the place and the quotes of every value", "[config]") {
  Problems problems("x.yaml");
  auto root = read_document("a: 8\nb: \"8\"\n", problems);
  REQUIRE(problems.empty());
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[1].key == "b");
  CHECK(root.entries[1].place == Place{2, 1});
  CHECK(root.entries[1].value.place == Place{2, 4});
  CHECK(root.entries[1].value.quoted);
  CHECK_FALSE(root.entries[0].value.quoted);
}
