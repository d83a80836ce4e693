#include "docker/json_lines.h"

#include <algorithm>

namespace berth::docker {

namespace {

Error explain(const boost::system::error_code& error) {
  return {ErrorKind::protocol, fmt::format("the engine's stream is not JSON: {}", error.message())};
}

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

}  // namespace

Result<std::vector<boost::json::value>> JsonLines::give(std::string_view piece) {
  std::vector<boost::json::value> values;
  while (true) {
    if (taken_ == 0) piece = without_leading_blanks(piece);
    if (piece.empty()) return values;
    if (taken_ == longest_)
      return Error{ErrorKind::limit, fmt::format("the engine's stream has a value of more than {} bytes", longest_)};
    // Only objects: a bare number would have no end.
    if (taken_ == 0 && piece.front() != '{')
      return Error{ErrorKind::protocol, "the engine's stream is not of JSON objects"};
    boost::system::error_code error;
    auto used = parser_.write_some(piece.data(), std::min(piece.size(), longest_ - taken_), error);
    if (error) return explain(error);
    piece.remove_prefix(used);
    taken_ += used;
    if (!parser_.done()) continue;
    values.push_back(parser_.release());
    parser_.reset();
    taken_ = 0;
  }
}

}  // namespace berth::docker
