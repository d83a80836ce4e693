// Files that nobody wrote by hand: each ends in a problem, in bounded time.
#include <chrono>

#include "config/descriptor.h"
#include "config/document.h"
#include "support/catch.h"

using namespace berth::config;

namespace {

std::string first_problem(const std::string& text) {
  auto started = std::chrono::steady_clock::now();
  auto reading = read_descriptor("x.yaml", "museum", text, {}, {});
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
  REQUIRE_FALSE(reading.ok());
  return one_line(reading.problems.front());
}

std::string repeat(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("a file of 10 MB is refused before it is parsed", "[config]") {
  CHECK(first_problem("Container: {Image: " + std::string(10'000'000, 'x') + "}") ==
        "x.yaml: the file is larger than 1024 KiB");
}

TEST_CASE("a line of a megabyte is read, and cut short in the problem", "[config]") {
  auto problem = first_problem("Container: {Image: " + std::string(1'000'000, 'X') + "}");
  CHECK(problem.size() < 300);
}

TEST_CASE("aliases that multiply end at the budget", "[config]") {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    text += fmt::format("{0}: &{0} [", c);
    for (int i = 0; i < 10; ++i) text += fmt::format("*{},", static_cast<char>(c - 1));
    text += "]\n";
  }
  CHECK_THAT(first_problem(text), ContainsSubstring("the file has more than 20000 values, aliases counted"));
}

TEST_CASE("aliases of one long text end at the budget", "[config]") {
  auto text = "a: &a " + std::string(500'000, 'x') + "\nb: [" + repeat("*a,", 1000) + "]\n";
  CHECK_THAT(first_problem(text), ContainsSubstring("too much text, aliases counted"));
}

TEST_CASE("nesting ends at 32, in every notation", "[config]") {
  CHECK(first_problem("a: " + repeat("[", 100) + repeat("]", 100)) ==
        "x.yaml:1:35: lists and maps are nested more than 32 deep here");
  CHECK_THAT(first_problem(repeat("[", 100'000)), ContainsSubstring("nested"));
  CHECK_THAT(first_problem(repeat("{a: ", 100'000)), ContainsSubstring("nested"));
  CHECK_THAT(first_problem(repeat("- ", 100'000)), ContainsSubstring("nested"));
  CHECK_THAT(first_problem(repeat("? ", 100'000)), ContainsSubstring("nested"));
  std::string steps;
  for (int i = 0; i < 1000; ++i) steps += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK_THAT(first_problem(steps), ContainsSubstring("nested"));
}

TEST_CASE("too many values end at the budget", "[config]") {
  CHECK_THAT(first_problem("a: [" + repeat("x,", 400'000) + "]"), ContainsSubstring("20000 values"));
  std::string keys;
  for (int i = 0; i < 60'000; ++i) keys += fmt::format("k{}: x\n", i);
  CHECK_THAT(first_problem(keys), ContainsSubstring("20000 values"));
}

TEST_CASE("of a thousand problems only a hundred are told", "[config]") {
  std::string keys = "Container:\n";
  for (int i = 0; i < 9000; ++i) keys += fmt::format("  Key{}: x\n", i);
  auto reading = read_descriptor("x.yaml", "museum", keys, {}, {});
  CHECK(reading.problems.size() == 100);
  CHECK(reading.problems.back().text == "there are more problems, but this is enough for one file");
}

TEST_CASE("what is no text has its place in the problem", "[config]") {
  CHECK(first_problem(std::string("a: b\nc: \0d", 10)) == "x.yaml:2:4: the control character \\x00 is not allowed");
  CHECK(first_problem("a: ü\xff") == "x.yaml:1:5: the byte \\xff is not UTF-8 text");
  CHECK(first_problem("a: \x1b[31m") == "x.yaml:1:4: the control character \\x1b is not allowed");
  CHECK_THAT(first_problem("\xff\xfe"
                           "a"),
             ContainsSubstring("is not UTF-8 text"));
}

TEST_CASE("a byte order mark and carriage returns are fine", "[config]") {
  auto reading = read_descriptor("x.yaml", "museum",
                                 "\xef\xbb\xbf"
                                 "Container:\r\n  Image: nginx\r\n",
                                 {}, {});
  CHECK(reading.ok());
  CHECK(reading.spec.container.image == "nginx:latest");
}
