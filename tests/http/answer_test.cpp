#include "http/answer.h"

#include "support/catch.h"

using namespace berth;
using Step = http::AnswerParser::Step;

namespace {

// What comes of the bytes when they are given in pieces of that size: "200 text/plain|body", or the error's words.
std::string parsed(std::string_view bytes, std::size_t piece_size) {
  http::AnswerParser parser;
  std::string told;
  while (true) {
    auto step = parser.step();
    if (!step) return told + "!" + step.error().text;
    switch (*step) {
      case Step::head: told += fmt::format("{} {}|", parser.head().status, parser.head().content_type); break;
      case Step::piece: told += parser.piece(); break;
      case Step::end: return told;
      case Step::wants_bytes:
        if (bytes.empty()) parser.give_end();
        parser.give(bytes.substr(0, piece_size));
        bytes.remove_prefix(std::min(piece_size, bytes.size()));
    }
  }
}

const std::string with_length = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
const std::string chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;ext=\"a\"\r\nllo\r\n0\r\nTrailer: x\r\n\r\n";
const std::string until_eof = "HTTP/1.1 404 No\r\nContent-Type: a/b\r\n\r\nhello";

}  // namespace

TEST_CASE("an answer reads the same in every cut", "[http]") {
  auto size = GENERATE(range(1, 100));
  CHECK(parsed(with_length, size) == "200 text/plain|hello");
  CHECK(parsed(chunked, size) == "200 |hello");
  CHECK(parsed(until_eof, size) == "404 a/b|hello");
}

TEST_CASE("an answer without a body ends with its head", "[http]") {
  CHECK(parsed("HTTP/1.1 204 None\r\n\r\n", 7) == "204 |");
  CHECK(parsed("HTTP/1.1 304 Same\r\n\r\n", 7) == "304 |");
  CHECK(parsed("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nstream", 90) == "101 |");
}

TEST_CASE("an answer that is cut short is an error at every byte", "[http]") {
  for (const auto& answer : {with_length, chunked})
    for (std::size_t size = 0; size < answer.size(); ++size) {
      INFO(answer.substr(0, size));
      CHECK_THAT(parsed(answer.substr(0, size), 1000), ContainsSubstring("!closed the connection"));
    }
}

TEST_CASE("a body larger than Beast's own limit is read to its end", "[http]") {
  std::string body(20 * 1024 * 1024, 'x');
  auto answer = fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  CHECK(parsed(answer, 100'000).size() == body.size() + 5);
}

TEST_CASE("lines without end are refused", "[http]") {
  std::string endless(1'000'000, 'x');
  CHECK(parsed("HTTP/1.1 200 OK\r\nX: " + endless, 1000) == "!the answer's head is too long");
  auto begin = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  CHECK(parsed(begin + "5;" + endless, 1000) == "200 |!the answer has a line that is too long");
  CHECK(parsed(begin + "0\r\nX: " + endless, 1000) == "200 |!the answer has a line that is too long");
}

TEST_CASE("what is not HTTP is refused", "[http]") {
  CHECK_THAT(parsed("SSH-2.0-OpenSSH\r\n\r\n", 1000), ContainsSubstring("not proper HTTP"));
  CHECK_THAT(parsed("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", 1000), ContainsSubstring("not proper HTTP"));
  CHECK_THAT(parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 1000),
             ContainsSubstring("not proper"));
}
