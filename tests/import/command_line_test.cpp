#include "import/command_line.h"

#include "import/draft.h"
#include "support/catch.h"

using namespace berth::importing;

namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text) {
  auto split = split_line(text);
  REQUIRE(split.has_value());
  return *split;
}

}  // namespace

TEST_CASE("words are split as systemd splits them", "[import]") {
  CHECK(words("a  b\tc ") == Words{"a", "b", "c"});
  CHECK(words("\"a b\" 'c \"d\"' e\"f g\"h ''") == Words{"a b", "c \"d\"", "ef gh", ""});
  CHECK(words("a\\x20b \"\\u00e4\\n\" \\101\\s '\\t'") == Words{"a b", "\xc3\xa4\n", "A ", "\t"});
  CHECK(words("\\q a\\") == Words{"\\q", "a\\"});
  CHECK(split_line("'a").has_error());
}

TEST_CASE("a lone semicolon parts commands, and prefixes come off the path", "[import]") {
  auto commands = split_commands("-@/bin/a zero one ; :!b \\; ';' x;y");
  REQUIRE(commands.has_value());
  REQUIRE(commands->size() == 2);
  CHECK(commands->front().words == Words{"/bin/a", "one"});
  CHECK(commands->front().may_fail());
  CHECK(commands->back().prefixes == ":!");
  CHECK(commands->back().words == Words{"b", ";", ";", "x;y"});
}

TEST_CASE("variables are words, or parts of words in braces", "[import]") {
  Variables variables;
  variables.values = {{"ONE", "a 'b c'"}, {"TWO", "2"}};
  CHECK(variables.expand({"$ONE", "x${TWO}y${TWO}", "$$TWO", "a$TWO", "${GONE}", "$GONE", "${", "${a-b}"}) ==
        Words{"a", "b c", "x2y2", "$TWO", "a$TWO", "", "${", "${a-b}"});
  variables.complete = false;
  CHECK(with_variables(variables.expand({"x${GONE}"}).front()) == "x${GONE}");
}

TEST_CASE("specifiers that are the same on every host are replaced", "[import]") {
  CHECK(with_fixed_specifiers("%h/%n %% %%h %T %") == "/root/%n %% %%h /tmp %");
  CHECK(escaped_percent("5%") == "5%%");
}

TEST_CASE("files of variables are read as EnvironmentFile= does", "[import]") {
  auto all = read_variables("# c\nA=1\n B = 'x y' \nC=\"a\\\"b\"\nno\n;D=1\n");
  CHECK(all == std::map<std::string, std::string>{{"A", "1"}, {"B", "x y"}, {"C", "a\"b"}});
}
