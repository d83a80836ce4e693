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

TEST_CASE("Compose's files have merge keys: own keys win, then the first map", "[config]") {
  auto read = [](const char* text) {
    Problems problems("x");
    auto root = read_document(text, problems, 0, Dialect::compose);
    return std::pair(root, problems.empty() ? "" : one_line(problems.sorted().front()));
  };
  auto [root, wrong] = read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *b}\n");
  CHECK(wrong.empty());
  auto c = root.entries[2].value.entries;
  REQUIRE(c.size() == 3);
  CHECK((c[0].key == "x" && c[0].value.text == "3"));
  CHECK((c[1].key == "y" && c[1].value.text == "1"));
  CHECK((c[2].key == "z" && c[2].value.text == "2"));
  CHECK(root.entries[3].value.entries.size() == 2);
  CHECK(read("a: {<<: 1}").second == "x:1:9: << needs a map, or a list of maps");
  CHECK(read("a: {<<: [{}, []]}").second == "x:1:14: << needs a map, or a list of maps");
  CHECK(read("a: {\"<<\": 1}").first.entries[0].value.entries.size() == 1);
}

TEST_CASE("Compose's !reset is nothing, and its !override what it holds", "[config]") {
  Problems problems("x");
  auto root = read_document("a: !reset [1]\nb: !reset x\nc: !override {d: 1}\n", problems, 0, Dialect::compose);
  CHECK(problems.empty());
  CHECK(root.entries[0].value.kind == Node::Kind::null);
  CHECK(root.entries[1].value.kind == Node::Kind::null);
  CHECK(root.entries[2].value.entries.size() == 1);
  read_document("a: !other 1", problems, 0, Dialect::compose);
  CHECK(!problems.empty());
}

TEST_CASE("maps that merge each other over and over end at a limit", "[config]") {
  std::string text = "m0: &m0 {k: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n";
  for (int i = 1; i < 40; ++i) text += fmt::format("m{0}: &m{0} {{<<: *m{1}, x: *m{1}, y: *m{1}}}\n", i, i - 1);
  Problems problems("x");
  read_document(text, problems, 0, Dialect::compose);
  REQUIRE(!problems.empty());
  CHECK_THAT(problems.sorted().front().text, ContainsSubstring("the file has more than 20000 values"));
}
