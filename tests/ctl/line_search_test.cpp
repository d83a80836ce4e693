#include "ctl/line_search.h"

#include <fcntl.h>

#include "base/unique_fd.h"
#include "ctl/time_text.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

UniqueFd file_of(const test::TempFolder& folder, const std::string& content) {
  folder.write("log", content);
  return UniqueFd(::open(folder.path("log").c_str(), O_RDONLY | O_CLOEXEC));
}

std::string tail(const std::string& content, std::uint64_t count, std::size_t block) {
  test::TempFolder folder;
  auto fd = file_of(folder, content);
  auto found = ctl::last_lines_of(fd.get(), 0, static_cast<off_t>(content.size()), count, block);
  return content.substr(static_cast<std::size_t>(found->begin)) + "#" + std::to_string(found->lines);
}

}  // namespace

TEST_CASE("the last lines are found from the end, whatever the block", "[ctl]") {
  auto block = GENERATE(as<std::size_t>(), 1, 2, 3, 5, 64 * 1024);
  CAPTURE(block);
  CHECK(tail("one\ntwo\nthree\n", 2, block) == "two\nthree\n#2");
  CHECK(tail("one\ntwo\nthree", 2, block) == "two\nthree#2");
  CHECK(tail("one\ntwo\n", 2, block) == "one\ntwo\n#2");
  CHECK(tail("one\ntwo\n", 9, block) == "one\ntwo\n#2");
  CHECK(tail("one\n\n\n", 2, block) == "\n\n#2");
  CHECK(tail("\n", 9, block) == "\n#1");
  CHECK(tail("\n\n", 1, block) == "\n#1");
  CHECK(tail("x", 1, block) == "x#1");
  CHECK(tail("", 3, block) == "#0");
  CHECK(tail("one\n", 0, block) == "#0");
}

TEST_CASE("a line longer than many blocks is one line, also when it never ends", "[ctl]") {
  auto huge = std::string(300'000, 'x');
  CHECK(tail("one\n" + huge + "\nlast\n", 2, 1000) == huge + "\nlast\n#2");
  CHECK(tail("one\n" + huge, 1, 1000) == huge + "#1");
  CHECK(tail(huge, 7, 1000) == huge + "#1");
}

TEST_CASE("of a file with terabytes only the end is read", "[ctl]") {
  test::TempFolder folder;
  auto fd = file_of(folder, "");
  UniqueFd writer(::open(folder.path("log").c_str(), O_WRONLY | O_CLOEXEC));
  constexpr off_t far = off_t{4} << 40;
  std::string end = "\none\ntwo\n";
  REQUIRE(::pwrite(writer.get(), end.data(), end.size(), far) == static_cast<ssize_t>(end.size()));
  auto found = ctl::last_lines_of(fd.get(), 0, far + static_cast<off_t>(end.size()), 2);
  CHECK(found->begin == far + 1);
  CHECK(found->lines == 2);
}

TEST_CASE("only the lines of the range count", "[ctl]") {
  test::TempFolder folder;
  auto fd = file_of(folder, "one\ntwo\nthree\nfour\n");
  auto found = ctl::last_lines_of(fd.get(), 4, 14, 9);
  CHECK(found->begin == 4);
  CHECK(found->lines == 2);
}

TEST_CASE("the first line since a moment is found between lines without a time, whatever the block", "[ctl]") {
  std::string content = "rest of a line\n";
  std::vector<std::pair<Duration, off_t>> lines;
  for (int i = 0; i < 60; i += 2) {
    auto stamp = fmt::format("2026-11-21T06:{:02}:00.000000Z", i);
    lines.emplace_back(*ctl::stamp_of(stamp), static_cast<off_t>(content.size()));
    content += fmt::format("{} line {}\n", stamp, i);
    if (i % 3 == 0) content += "berth: 3 lines were not written\n" + std::string(i * 10, 'x') + "\n";
  }
  test::TempFolder folder;
  auto fd = file_of(folder, content);
  auto end = static_cast<off_t>(content.size());
  auto block = GENERATE(as<std::size_t>(), 1, 7, 4096);
  CAPTURE(block);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    CHECK(*ctl::first_line_since(fd.get(), 0, end, lines[i].first, block) == lines[i].second);
    CHECK(*ctl::first_line_since(fd.get(), 0, end, lines[i].first - Duration(1), block) == lines[i].second);
  }
  CHECK(*ctl::first_line_since(fd.get(), 0, end, lines[0].first, block) == 0);
  CHECK(*ctl::first_line_since(fd.get(), 0, end, lines.back().first + Duration(1), block) == end);
}

TEST_CASE("whether lines begin with times is told by the front of the file", "[ctl]") {
  test::TempFolder folder;
  for (auto [content, has] :
       {std::pair("2026-11-21T06:43:00.123456Z up\n", true),
        std::pair("{\"time\":\"2026-11-21T06:43:00.123456Z\",\"log\":\"up\"}\n", true),
        std::pair("rest\n2026-11-21T06:43:00.123456Z up\n", true), std::pair("up\n", false), std::pair("", false)}) {
    auto fd = file_of(folder, content);
    CHECK(*ctl::has_stamps(fd.get(), static_cast<off_t>(std::string_view(content).size())) == has);
  }
}
