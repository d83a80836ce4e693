#include "docker/demux.h"

#include "support/catch.h"

using namespace berth;

namespace {

std::string frame(char stream, std::string_view text) {
  std::string header{stream, 0, 0, 0, 0, 0, static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 0xff)};
  return header.append(text);
}

// Both streams as they come out when the bytes are given in two parts.
std::string taken_apart(std::string_view bytes, std::size_t cut) {
  docker::Demux demux;
  std::string out, err;
  auto reader = [&](docker::Stream stream, std::string_view part) {
    CHECK_FALSE(part.empty());
    (stream == docker::Stream::out ? out : err) += part;
  };
  CHECK(demux.give(bytes.substr(0, cut), reader).has_value());
  CHECK(demux.give(bytes.substr(cut), reader).has_value());
  CHECK(demux.is_between_frames());
  return out + "|" + err;
}

void ignore(docker::Stream, std::string_view) {}

}  // namespace

TEST_CASE("frames come apart by stream in every cut", "[docker]") {
  auto bytes = frame(1, "hello ") + frame(2, "oh") + frame(1, "") + frame(0, "wor") + frame(1, "ld") +
               frame(2, std::string(300, '!'));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
    CHECK(taken_apart(bytes, cut) == "hello world|oh" + std::string(300, '!'));
}

TEST_CASE("a frame is handed on as views into what was given", "[docker]") {
  docker::Demux demux;
  auto bytes = frame(1, "whole");
  const char* seen = nullptr;
  CHECK(demux.give(bytes, [&](docker::Stream, std::string_view part) { seen = part.data(); }).has_value());
  CHECK(seen == bytes.data() + 8);
}

TEST_CASE("a frame of almost 4 GiB is announced without being held", "[docker]") {
  docker::Demux demux;
  std::size_t got = 0;
  auto count = [&](docker::Stream, std::string_view part) { got += part.size(); };
  CHECK(demux.give(std::string("\x01\0\0\0\xff\xff\xff\xff", 8), count).has_value());
  CHECK(demux.give(std::string(100'000, 'x'), count).has_value());
  CHECK(got == 100'000);
  CHECK_FALSE(demux.is_between_frames());
}

TEST_CASE("what is no frame is refused", "[docker]") {
  CHECK(docker::Demux().give("plain text of a terminal", ignore).error().kind == ErrorKind::protocol);
  CHECK(docker::Demux().give(std::string("\3\0\0\0\0\0\0\1x", 9), ignore).error().text ==
        "the container's output has a stream 3");
}

TEST_CASE("a stream that ends inside a header or a frame is seen to be cut", "[docker]") {
  auto bytes = frame(1, "hello");
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    docker::Demux demux;
    CHECK(demux.give(std::string_view(bytes).substr(0, size), ignore).has_value());
    CHECK_FALSE(demux.is_between_frames());
  }
}
