#include "docker/json_lines.h"

#include <boost/json/serialize.hpp>

#include "support/catch.h"

using namespace berth;

namespace {

// The values, one a line, or the error's words.
std::string read(docker::JsonLines& lines, std::string_view piece) {
  auto values = lines.give(piece);
  if (!values) return "!" + values.error().text;
  std::string told;
  for (const auto& value : *values) told += boost::json::serialize(value) + "\n";
  return told;
}

}  // namespace

TEST_CASE("values come out in every cut", "[docker]") {
  const std::string_view stream = "{\"a\":\"x}\\\"{\"}\r\n{\"b\":[1,{}]}{}\n\n {\"ü\":null} \n";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    docker::JsonLines lines;
    auto told = read(lines, stream.substr(0, cut));
    told += read(lines, stream.substr(cut));
    CHECK(told == "{\"a\":\"x}\\\"{\"}\n{\"b\":[1,{}]}\n{}\n{\"ü\":null}\n");
    CHECK(lines.is_between_values());
  }
}

TEST_CASE("values come out byte by byte, too", "[docker]") {
  docker::JsonLines lines;
  std::string told;
  for (char c : std::string("{\"a\":1}\n{\"b\":-2.5e3}\n")) told += read(lines, {&c, 1});
  CHECK(told == "{\"a\":1}\n{\"b\":-2.5E3}\n");
}

TEST_CASE("a value may be as long as the limit, and no longer", "[docker]") {
  const std::string value = "{\"key\":\"0123456789\"}";
  docker::JsonLines fits(value.size());
  CHECK(read(fits, value + "\n" + value) == value + "\n" + value + "\n");
  docker::JsonLines narrow(value.size() - 1);
  CHECK_THAT(read(narrow, value), ContainsSubstring("!the engine's stream has a value of more than 19 bytes"));
}

TEST_CASE("what is not JSON objects is refused", "[docker]") {
  for (const char* text : {"hello", "[1]", "12", "{\"a\":}", "{\"a\":\"\xff\"}", "{]"}) {
    docker::JsonLines lines;
    INFO(text);
    CHECK_THAT(read(lines, text), ContainsSubstring("!the engine's stream is not"));
  }
  docker::JsonLines deep;
  std::string nested;
  for (int i = 0; i < 1000; ++i) nested += "{\"a\":";
  CHECK_THAT(read(deep, nested), ContainsSubstring("!the engine's stream is not JSON"));
}

TEST_CASE("a value that is not finished is seen to be cut", "[docker]") {
  docker::JsonLines lines;
  CHECK(read(lines, "{} {\"a\"") == "{}\n");
  CHECK_FALSE(lines.is_between_values());
}
