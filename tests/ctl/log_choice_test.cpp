#include "ctl/log_choice.h"

#include <fcntl.h>

#include "ctl/log_bytes.h"
#include "ctl/packed.h"
#include "ctl/time_text.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

std::string chosen(const test::TempFolder& folder, const ctl::LogChoice& choice) {
  auto pieces = ctl::choose(folder.path("x.log"), choice);
  if (!pieces) return pieces.error().text;
  UniqueFd out(::open(folder.path("out").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  for (const auto& piece : *pieces) REQUIRE(ctl::put_out_piece(piece, out.get()).has_value());
  std::string text(static_cast<std::size_t>(ctl::size_of(out.get())), '\0');
  REQUIRE(ctl::read_at(out.get(), text.data(), text.size(), 0).has_value());
  return text;
}

ctl::LogChoice last(std::uint64_t lines) {
  return {lines, {}, {}};
}

std::string lines_at(int from, int to) {
  std::string text;
  for (int minute = from; minute < to; ++minute)
    text += fmt::format("2026-11-21T06:{:02}:00.000000Z {}\n", minute, minute);
  return text;
}

Duration at(int minute) {
  return *ctl::stamp_of(lines_at(minute, minute + 1));
}

}  // namespace

TEST_CASE("the last lines reach into rotated files, packed ones too, as far as they must", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log.3", "1\n2\n");
  folder.write("x.log.2.gz", test::packed("3\n4\n"));
  folder.write("x.log.1", "5\n6\n");
  folder.write("x.log", "7\n8");
  CHECK(chosen(folder, last(0)).empty());
  CHECK(chosen(folder, last(1)) == "8");
  CHECK(chosen(folder, last(2)) == "7\n8");
  CHECK(chosen(folder, last(3)) == "6\n7\n8");
  CHECK(chosen(folder, last(5)) == "4\n5\n6\n7\n8");
  CHECK(chosen(folder, last(6)) == "3\n4\n5\n6\n7\n8");
  CHECK(chosen(folder, last(7)) == "2\n3\n4\n5\n6\n7\n8");
  CHECK(chosen(folder, last(100)) == "1\n2\n3\n4\n5\n6\n7\n8");
  CHECK(chosen(folder, last(ctl::all_lines)) == "1\n2\n3\n4\n5\n6\n7\n8");
}

TEST_CASE("the bytes come out as they are in the file", "[ctl]") {
  test::TempFolder folder;
  std::string bytes("\0\xff\r\n\033[31m\n", 10);
  bytes += std::string(600'000, 'x');
  folder.write("x.log", bytes);
  CHECK(chosen(folder, last(ctl::all_lines)) == bytes);
}

TEST_CASE("the live file is the last piece, also when nothing of it is wanted", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log.1", "older\n");
  folder.write("x.log", "live\n");
  auto pieces = ctl::choose(path, last(0));
  REQUIRE(pieces->size() == 1);
  CHECK(pieces->back().path == path);
  CHECK(pieces->back().end == 5);
}

TEST_CASE("damage in a packed file is told with its name, and only if that file is needed", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log.1.gz", "damaged");
  folder.write("x.log", "7\n8\n");
  CHECK(chosen(folder, last(2)) == "7\n8\n");
  CHECK(chosen(folder, last(3)).ends_with("x.log.1.gz: unpack into /var/tmp: not gzip's, or damaged"));
}

TEST_CASE("times choose lines over all files, both ends included", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log.3", "from before lines had times\n");
  folder.write("x.log.2.gz", test::packed(lines_at(0, 10)));
  folder.write("x.log.1", lines_at(10, 20));
  folder.write("x.log", lines_at(20, 30));
  CHECK(chosen(folder, {ctl::all_lines, at(25), {}}) == lines_at(25, 30));
  CHECK(chosen(folder, {ctl::all_lines, at(5), {}}) == lines_at(5, 30));
  CHECK(chosen(folder, {ctl::all_lines, at(0) - Duration(1), {}}) == lines_at(0, 30));
  CHECK(chosen(folder, {ctl::all_lines, at(5), at(14)}) == lines_at(5, 15));
  CHECK(chosen(folder, {3, at(5), at(11)}) == lines_at(9, 12));
  CHECK(chosen(folder, {ctl::all_lines, {}, at(11)}) == lines_at(0, 12));
  CHECK(chosen(folder, {2, {}, at(24)}) == lines_at(23, 25));
  CHECK(chosen(folder, {ctl::all_lines, at(40), {}}).empty());
}

TEST_CASE("times are refused where lines have none", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log", "up\n");
  CHECK(chosen(folder, {ctl::all_lines, at(5), {}}).ends_with("leave out --file, the journal has them"));
  folder.write("x.log", "");
  CHECK(chosen(folder, {ctl::all_lines, at(5), {}}).empty());
}
