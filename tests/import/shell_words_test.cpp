#include "import/shell_words.h"

#include "support/catch.h"

using namespace berth::importing;

namespace {

using Words = std::vector<std::string>;

Words words(std::string_view script) {
  Variables variables;
  variables.values = {{"TAG", "1.2"}, {"OPTIONS", "--rm  -i"}, {"EMPTY", ""}};
  variables.working_directory = "/srv/app";
  auto split = split_shell(script, variables);
  return split ? *split : Words{"error: " + split.error().text};
}

}  // namespace

TEST_CASE("a shell's words have the unit's variables in them", "[import]") {
  CHECK(words("docker run $OPTIONS img:$TAG a${TAG}b") == Words{"docker", "run", "--rm", "-i", "img:1.2", "a1.2b"});
  CHECK(words("\"$OPTIONS ${TAG}\" '$TAG' \\$TAG \"\\$TAG \\n\"") == Words{"--rm  -i 1.2", "$TAG", "$TAG", "$TAG \\n"});
  CHECK(words("a $EMPTY \"$EMPTY\" '' $GONE b$") == Words{"a", "", "", "b$"});
  CHECK(words("-v $PWD/data:/data a\"b c\"'d e' {x} {{.Name}} \"*?~\"") ==
        Words{"-v", "/srv/app/data:/data", "ab cd e", "{x}", "{{.Name}}", "*?~"});
}

TEST_CASE("what only a shell can do is named", "[import]") {
  auto needs = [](std::string_view what) { return Words{fmt::format("error: it needs a shell, for {}", what)}; };
  CHECK(words("a ${TAG:-1} b") == needs("${TAG:-1}"));
  CHECK(words("a $(hostname)") == needs("$("));
  CHECK(words("a \"`hostname`\"") == needs("`"));
  CHECK(words("a ~/x") == needs("~"));
  CHECK(words("a *.yaml") == needs("*"));
  CHECK(words("a {b,c}") == needs("{"));
  CHECK(words("a; b") == needs(";"));
  CHECK(words("a > b") == needs(">"));
  CHECK(words("a $1") == needs("$1"));
  CHECK(words("a $HOME") == needs("$HOME"));
  CHECK(words("a 'b") == Words{"error: the quote ' is never closed"});
  CHECK(words("a \"b") == Words{"error: the quote \" is never closed"});
  CHECK(words("a ${TAG") == needs("${TAG"));
}
