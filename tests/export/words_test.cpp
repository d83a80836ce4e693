#include "export/words.h"

#include "import/command_line.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::exporting;

TEST_CASE("a word of a unit is read by systemd as it was, whatever is in it", "[export]") {
  CHECK(exec_word("plain-1.2/x:y") == "plain-1.2/x:y");
  CHECK(exec_word("50% of $HOME") == "\"50%% of $$HOME\"");
  CHECK(exec_word("") == "\"\"");
  CHECK(exec_word(";") == "\";\"");
  CHECK(exec_word("a\"b\\c\n") == "\"a\\\"b\\\\c\\n\"");
  for (std::string text : {"a b", "it's", "\"", "\\",        "\\n",         "$$",   "${X}", "$X",     "%n", "%%",
                           "",    ";",    "#x", "tab\there", "line\nbreak", "\x01", "\x7f", "ümlaut", "x;", "-"}) {
    INFO(text);
    auto commands = importing::split_commands("docker " + exec_word(text) + " end");
    REQUIRE(commands.has_value());
    REQUIRE(commands->size() == 1);
    auto words = importing::Variables().expand(commands->front().words);
    REQUIRE(words.size() == 3);
    CHECK(words[1] == importing::escaped_percent(text));
  }
}

TEST_CASE("a text for Compose has no variables, and is one text for each reader of YAML", "[export]") {
  CHECK(compose_quoted("a$b") == "\"a$$b\"");
  CHECK(compose_quoted("yes") == "\"yes\"");
  CHECK(compose_quoted("a\"b\n") == "\"a\\\"b\\n\"");
}

TEST_CASE("words for a shell are quoted where it would see more than a word", "[export]") {
  CHECK(shell_text({"wget", "-q", "http://x/"}) == "wget -q http://x/");
  CHECK(shell_text({"echo", "it's", "", "a b"}) == "echo 'it'\\''s' '' 'a b'");
}

TEST_CASE("a span is told in Docker's words", "[export]") {
  using namespace std::chrono;
  CHECK(docker_span(seconds(90)) == "90s");
  CHECK(docker_span(minutes(2)) == "2m");
  CHECK(docker_span(hours(3)) == "3h");
  CHECK(docker_span(milliseconds(1500)) == "1500ms");
  CHECK(docker_span(Duration(1500)) == "1500us");
}
