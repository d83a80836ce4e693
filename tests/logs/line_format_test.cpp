#include "logs/line_format.h"

#include <boost/json/parse.hpp>
#include <random>

#include "base/text.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::logs;
using namespace std::chrono_literals;
using service::LogFormat;
using Time = std::chrono::system_clock::time_point;

namespace {

const Time moment{1795243380s + 123456us};

std::string line(LogFormat format, std::string_view text, bool goes_on = false, Stream stream = Stream::out) {
  std::string out;
  append_line(out, {format}, stream, text, moment, goes_on);
  return out;
}

std::string time_of(Time at) {
  std::string out;
  append_time(out, at);
  return out;
}

boost::json::object parsed(const std::string& record) {
  REQUIRE(record.find('\n') == record.size() - 1);
  return boost::json::parse(record).as_object();
}

std::string random_text(std::mt19937& random) {
  constexpr std::string_view pieces[] = {"a",        "\"",       "\\",
                                         "\t",       "\x01",     "\x7f",
                                         "é",        "€",        "𝄞",
                                         "\xff",     "\xe2\x82", "\xed\xa0\x80",
                                         "\xf0\x9f", "\xc0\xaf", std::string_view("\0", 1)};
  std::string text;
  for (auto length = random() % 30; length > 0; --length) text += pieces[random() % std::size(pieces)];
  return text;
}

}  // namespace

TEST_CASE("a plain line is as it came, and its pieces join", "[logs]") {
  CHECK(line(LogFormat::plain, "a\xff\"b") == "a\xff\"b\n");
  CHECK(line(LogFormat::plain, "") == "\n");
  CHECK(line(LogFormat::plain, "begin", true) + line(LogFormat::plain, "end") == "beginend\n");
}

TEST_CASE("a timestamp stands before the line, and before each of its pieces", "[logs]") {
  CHECK(line(LogFormat::timestamps, "hello") == "2026-11-21T06:43:00.123456Z hello\n");
  CHECK(line(LogFormat::timestamps, "", true) == "2026-11-21T06:43:00.123456Z \n");
}

TEST_CASE("a JSON line has time, stream and text, and says when it goes on", "[logs]") {
  CHECK(line(LogFormat::json, "hello") == R"({"time":"2026-11-21T06:43:00.123456Z","stream":"stdout","log":"hello"})"
                                          "\n");
  CHECK(line(LogFormat::json, "x", true, Stream::err) ==
        R"({"time":"2026-11-21T06:43:00.123456Z","stream":"stderr","log":"x","partial":true})"
        "\n");
  CHECK_THAT(line(LogFormat::json, "\"\\\b\f\n\r\t\x01\x1f\x7f"),
             ContainsSubstring(R"("log":"\"\\\b\f\n\r\t\u0001\u001f)"
                               "\x7f\""));
}

TEST_CASE("each byte that is no UTF-8 becomes one replacement character in JSON", "[logs]") {
  auto log = [](std::string_view text) {
    return std::string(parsed(line(LogFormat::json, text)).at("log").as_string());
  };
  CHECK(log("aé€𝄞b") == "aé€𝄞b");
  CHECK(log("a\xff"
            "b") == "a\uFFFDb");
  CHECK(log("\xe2\x82") == "\uFFFD\uFFFD");
  CHECK(log("\xe2\x82\"") == "\uFFFD\uFFFD\"");
  CHECK(log("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(log("\xf0\x9f\x92é") == "\uFFFD\uFFFD\uFFFDé");
}

TEST_CASE("whatever the bytes, a JSON line can be parsed, and well-formed text comes back", "[logs]") {
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    auto text = random_text(random);
    auto record = line(LogFormat::json, text, random() % 2 == 0);
    auto object = parsed(record);
    CHECK(line(LogFormat::json, text, object.contains("partial")) == record);
    auto log = std::string_view(object.at("log").as_string());
    CHECK(text::is_utf8(log));
    if (text::is_utf8(text)) CHECK(log == text);
  }
}

TEST_CASE("a time is UTC with microseconds, and always as wide", "[logs]") {
  CHECK(time_of(Time{}) == "1970-01-01T00:00:00.000000Z");
  CHECK(time_of(Time{-1us}) == "1969-12-31T23:59:59.999999Z");
  CHECK(time_of(Time{951782400s}) == "2000-02-29T00:00:00.000000Z");
  CHECK(time_of(Time{4107542399s + 999999us}) == "2100-02-28T23:59:59.999999Z");
  CHECK(time_of(Time{1s + 999ns}) == "1970-01-01T00:00:01.000000Z");
  CHECK(time_of(Time::max()).size() == 27);
  CHECK(time_of(Time::min()).size() == 27);
}

TEST_CASE("a line of one of several containers says whose it is, and never joins another's", "[logs]") {
  std::string out;
  append_line(out, {LogFormat::plain, "web"}, Stream::out, "half", moment, true);
  append_line(out, {LogFormat::plain, "db"}, Stream::out, "whole", moment);
  CHECK(out == "web | half\ndb | whole\n");
  out.clear();
  append_line(out, {LogFormat::timestamps, "web"}, Stream::out, "up", moment);
  CHECK(out.ends_with("Z web | up\n"));
  out.clear();
  append_line(out, {LogFormat::json, "web"}, Stream::err, "up", moment);
  CHECK(out.ends_with(R"("stream":"stderr","container":"web","log":"up"})"
                      "\n"));
}
