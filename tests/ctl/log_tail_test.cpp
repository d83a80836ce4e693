#include "ctl/log_tail.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using Lines = std::vector<std::string>;

TEST_CASE("the last lines of a file come in order, whether or not the last one has ended", "[ctl]") {
  test::TempFolder folder;
  folder.write("log", "one\ntwo\nthree\n");
  CHECK(*ctl::last_lines(folder.path("log"), 2) == Lines{"two", "three"});
  CHECK(*ctl::last_lines(folder.path("log"), 10) == Lines{"one", "two", "three"});
  folder.write("log", "one\n\nthree");
  CHECK(*ctl::last_lines(folder.path("log"), 10) == Lines{"one", "", "three"});
  folder.write("log", "");
  CHECK(ctl::last_lines(folder.path("log"), 10)->empty());
  folder.write("log", "\n");
  CHECK(ctl::last_lines(folder.path("log"), 10)->empty());
}

TEST_CASE("of a large file only the end is read, and a line that began before it is left out", "[ctl]") {
  test::TempFolder folder;
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "line " + std::to_string(i) + "\n";
  folder.write("log", text);
  CHECK(*ctl::last_lines(folder.path("log"), 2) == Lines{"line 19998", "line 19999"});
  folder.write("log", "one\n" + std::string(200'000, 'x') + "\nlast\n");
  CHECK(*ctl::last_lines(folder.path("log"), 10) == Lines{"last"});
  folder.write("log", std::string(200'000, 'x'));
  CHECK(ctl::last_lines(folder.path("log"), 10)->empty());
}

TEST_CASE("what is no regular file is not read", "[ctl]") {
  test::TempFolder folder;
  folder.write("log", "secret\n");
  REQUIRE(::symlink(folder.path("log").c_str(), folder.path("link").c_str()) == 0);
  CHECK(ctl::last_lines(folder.path("link"), 1).has_error());
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  CHECK(ctl::last_lines(folder.path("fifo"), 1).has_error());
  CHECK(ctl::last_lines(folder.path(), 1).has_error());
  CHECK(ctl::last_lines(folder.path("absent"), 1).has_error());
}

TEST_CASE("a line does a terminal no harm", "[ctl]") {
  CHECK(ctl::harmless("\033[1;31mpanic\033[0m: no database\r", 100) == "panic: no database");
  CHECK(ctl::harmless("a\tb", 100) == "a b");
  CHECK(ctl::harmless("\033]0;title\a", 100) == "\\x1b]0;title\\x07");
  CHECK(ctl::harmless("\033[2J", 100) == "\\x1b[2J");
  CHECK(ctl::harmless("\033[", 100) == "\\x1b[");
  CHECK(ctl::harmless("\xff", 100) == "\\xff");
  CHECK(ctl::harmless("12345", 3) == "123…");
}
