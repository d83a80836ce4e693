#include "logs/line_format.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::logs {

namespace {

using std::chrono::microseconds;
using std::chrono::system_clock;

// What stands in JSON as it is. All but ASCII is looked at more closely: it may be broken.
constexpr auto is_plain = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) table[byte] = byte != '"' && byte != '\\';
  return table;
}();

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  auto byte = static_cast<unsigned char>(c);
  out += '\\';
  switch (c) {
    case '"':
    case '\\': out += c; break;
    case '\b': out += 'b'; break;
    case '\f': out += 'f'; break;
    case '\n': out += 'n'; break;
    case '\r': out += 'r'; break;
    case '\t': out += 't'; break;
    default:
      out += "u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
  }
}

// The front of `text`, which begins with a byte beyond ASCII; returns how many bytes that took.
std::size_t append_character(std::string& out, std::string_view text) {
  auto lead = static_cast<unsigned char>(text.front());
  std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  auto character = text.substr(0, length);
  if (character.size() < length || !text::is_utf8(character)) {
    out += replacement;
    return 1;
  }
  out += character;
  return length;
}

void append_json_text(std::string& out, std::string_view text) {
  while (!text.empty()) {
    auto special =
        std::find_if_not(text.begin(), text.end(), [](char c) { return is_plain[static_cast<unsigned char>(c)]; });
    auto front = static_cast<std::size_t>(special - text.begin());
    out += text.substr(0, front);
    text.remove_prefix(front);
    if (text.empty()) return;
    std::size_t taken = 1;
    if (static_cast<unsigned char>(text.front()) < 0x80)
      append_escaped(out, text.front());
    else
      taken = append_character(out, text);
    text.remove_prefix(taken);
  }
}

void put_digits(char* last, std::uint64_t number, int count) {
  for (; count > 0; --count, number /= 10) *last-- = static_cast<char>('0' + number % 10);
}

void append_part(std::string& out, std::string_view part) {
  if (part.empty()) return;
  out += part;
  out += " | ";
}

}  // namespace

void append_time(std::string& out, system_clock::time_point at) {
  namespace chrono = std::chrono;
  constexpr chrono::sys_days first = chrono::year(0) / 1 / 1, beyond = chrono::year(10000) / 1 / 1;  // four digits
  auto exact = std::clamp<chrono::sys_time<microseconds>>(chrono::floor<microseconds>(at), first,
                                                          chrono::sys_time<microseconds>(beyond) - microseconds(1));
  auto day = chrono::floor<chrono::days>(exact);
  chrono::year_month_day date(day);
  auto time = static_cast<std::uint64_t>((exact - day).count());
  char text[] = "0000-00-00T00:00:00.000000Z";
  put_digits(text + 3, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  put_digits(text + 6, static_cast<unsigned>(date.month()), 2);
  put_digits(text + 9, static_cast<unsigned>(date.day()), 2);
  put_digits(text + 12, time / 3'600'000'000, 2);
  put_digits(text + 15, time / 60'000'000 % 60, 2);
  put_digits(text + 18, time / 1'000'000 % 60, 2);
  put_digits(text + 25, time % 1'000'000, 6);
  out += std::string_view(text, sizeof text - 1);
}

void append_line(std::string& out, const LineForm& form, Stream stream, std::string_view text,
                 system_clock::time_point at, bool goes_on) {
  switch (form.format) {
    case service::LogFormat::plain:
      append_part(out, form.part);
      out += text;
      if (!goes_on || !form.part.empty()) out += '\n';
      return;
    case service::LogFormat::timestamps:
      append_time(out, at);
      out += ' ';
      append_part(out, form.part);
      out += text;
      out += '\n';
      return;
    case service::LogFormat::json:
      out += R"({"time":")";
      append_time(out, at);
      out += stream == Stream::out ? R"(","stream":"stdout",)" : R"(","stream":"stderr",)";
      if (!form.part.empty()) {
        out += R"("container":")";
        append_json_text(out, form.part);
        out += R"(",)";
      }
      out += R"("log":")";
      append_json_text(out, text);
      out += goes_on ? "\",\"partial\":true}\n" : "\"}\n";
  }
}

}  // namespace berth::logs
