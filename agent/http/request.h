// A request, and the bytes it is on the wire. Nothing from outside can break out of a target or a header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method = "GET";
  std::string target = "/";
  Pairs headers;     // beside Host, Connection and those that describe the body
  std::string body;  // JSON, if there is one
};

// Percent-encoded for use as one part of a path or as a query value: only RFC 3986's unreserved characters stay.
std::string escape(std::string_view text);
// "/images/create" and {{"tag", "a b"}} → "/images/create?tag=a%20b". Values are escaped here; the path is not.
std::string with_query(std::string path, const Pairs& query);

// Asks the server to close afterwards unless the headers say another Connection. Throws std::invalid_argument when a
// field contains a control character: callers escape, so that is a bug.
std::string to_bytes(const Request& request);

}  // namespace berth::http
