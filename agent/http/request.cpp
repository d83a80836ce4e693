#include "http/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace berth::http {

namespace {

bool is_unreserved(unsigned char c) {
  return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~');
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// The text itself is not shown: it may be a credential.
const std::string& checked(const std::string& text, const char* what) {
  if (std::any_of(text.begin(), text.end(), is_control))
    throw std::invalid_argument(fmt::format("control character in an HTTP {}", what));
  return text;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(byte))
      escaped += c;
    else
      escaped += fmt::format("%{:02X}", byte);
  }
  return escaped;
}

std::string with_query(std::string path, const Pairs& query) {
  char separator = '?';
  for (const auto& [key, value] : query) {
    path += fmt::format("{}{}={}", separator, escape(key), escape(value));
    separator = '&';
  }
  return path;
}

std::string to_bytes(const Request& request) {
  checked(request.method, "method");
  if (request.target.find(' ') != std::string::npos) throw std::invalid_argument("blank in an HTTP target");
  auto bytes = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: berth\r\n", request.method,
                           checked(request.target, "target"));
  bool has_connection = false;
  for (const auto& [name, value] : request.headers) {
    bytes += fmt::format("{}: {}\r\n", checked(name, "header name"), checked(value, "header"));
    has_connection = has_connection || name == "Connection";
  }
  if (!has_connection) bytes += "Connection: close\r\n";
  if (!request.body.empty()) bytes += "Content-Type: application/json\r\n";
  if (!request.body.empty() || request.method != "GET")
    bytes += fmt::format("Content-Length: {}\r\n", request.body.size());
  return bytes + "\r\n" + request.body;
}

}  // namespace berth::http
