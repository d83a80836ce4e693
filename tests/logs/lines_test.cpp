#include "logs/lines.h"

#include <vector>

#include "support/catch.h"

using namespace berth::logs;

namespace {

struct Seen {
  std::string text;
  End end;
  bool operator==(const Seen&) const = default;
};

void take(Lines& lines, std::vector<Seen>& seen) {
  while (auto line = lines.next()) seen.push_back({std::string(line->text), line->end});
}

std::vector<Seen> read_in(const std::vector<std::string_view>& pieces) {
  Lines lines;
  std::vector<Seen> seen;
  for (auto piece : pieces) {
    lines.feed(piece);
    take(lines, seen);
  }
  lines.flush();
  take(lines, seen);
  return seen;
}

const std::string binary("one\n\ntwo\r\n\0\xff\x1b\0\n end", 19);
const std::vector<Seen> binary_lines{{"one", End::newline},
                                     {"", End::newline},
                                     {"two\r", End::newline},
                                     {std::string("\0\xff\x1b\0", 4), End::newline},
                                     {" end", End::stream}};

}  // namespace

TEST_CASE("two cuts anywhere in the stream do not change its lines", "[logs]") {
  std::string_view all = binary;
  for (std::size_t i = 0; i <= all.size(); ++i) {
    for (std::size_t j = i; j <= all.size(); ++j) {
      INFO(i << " " << j);
      REQUIRE(read_in({all.substr(0, i), all.substr(i, j - i), all.substr(j)}) == binary_lines);
    }
  }
}

TEST_CASE("a stream that comes byte by byte has the same lines", "[logs]") {
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < binary.size(); ++i) bytes.push_back(std::string_view(binary).substr(i, 1));
  CHECK(read_in(bytes) == binary_lines);
}

TEST_CASE("a line inside one piece is not copied, and its newline lies behind it", "[logs]") {
  std::string piece = "half\nwhole\nrest";
  Lines lines;
  lines.feed("first ");
  CHECK_FALSE(lines.next());
  lines.feed(piece);
  auto joined = lines.next();
  auto whole = lines.next();
  CHECK_FALSE(lines.next());
  REQUIRE((joined && whole));
  CHECK(joined->text == "first half");
  CHECK(joined->text.data()[joined->text.size()] == '\n');
  CHECK(whole->text.data() == piece.data() + 5);
}

TEST_CASE("a line longer than the limit is handed out in parts, at the same places for every cut", "[logs]") {
  const auto longest = Lines::longest;
  std::string exact(longest, 'a');
  std::string all = exact + "\n" + std::string(2 * longest + 1, 'b') + "\n" + exact;
  auto expected = std::vector<Seen>{{exact, End::newline},
                                    {std::string(longest, 'b'), End::cut},
                                    {std::string(longest, 'b'), End::cut},
                                    {"b", End::newline},
                                    {exact, End::stream}};
  std::string_view view = all;
  for (auto cut : {std::size_t{0}, std::size_t{1}, longest - 1, longest, longest + 1, longest + 2, 2 * longest,
                   2 * longest + 1, 3 * longest + 1, 3 * longest + 2, 3 * longest + 3}) {
    INFO(cut);
    CHECK((read_in({view.substr(0, cut), view.substr(cut)}) == expected));
  }
}

TEST_CASE("a stream that ended can begin again", "[logs]") {
  Lines lines;
  std::vector<Seen> seen;
  for (auto piece : {"a", "b\nc"}) {
    lines.feed(piece);
    take(lines, seen);
    lines.flush();
    take(lines, seen);
  }
  CHECK(seen == std::vector<Seen>{{"a", End::stream}, {"b", End::newline}, {"c", End::stream}});
}
