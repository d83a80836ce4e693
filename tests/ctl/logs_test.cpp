#include "ctl/logs.h"

#include "ctl/log_choice.h"
#include "support/catch.h"

using namespace berth;

namespace {

ctl::LogsOptions with(std::string lines, bool follow = false, std::string since = "") {
  ctl::LogsOptions options;
  options.lines = std::move(lines);
  options.follow = follow;
  options.since = std::move(since);
  return options;
}

}  // namespace

TEST_CASE("without a number of lines a program gets all, a terminal 100, and following begins with 10", "[ctl]") {
  CHECK(*ctl::lines_of(with(""), false) == ctl::all_lines);
  CHECK(*ctl::lines_of(with(""), true) == 100);
  CHECK(*ctl::lines_of(with("", true), false) == 10);
  CHECK(*ctl::lines_of(with("", true, "10m"), true) == ctl::all_lines);
  CHECK(*ctl::lines_of(with("", false, "10m"), true) == ctl::all_lines);
}

TEST_CASE("a number of lines is a number, or all", "[ctl]") {
  CHECK(*ctl::lines_of(with("0"), true) == 0);
  CHECK(*ctl::lines_of(with("25", true), true) == 25);
  CHECK(*ctl::lines_of(with("all"), true) == ctl::all_lines);
  for (auto* text : {"-1", "ten", "1.5", "10k", " 1", "99999999999999999999999"})
    CHECK(ctl::lines_of(with(text), true).error().text ==
          fmt::format("--lines {}: say a number of lines, or all", text));
}
