// A stream of JSON values, one after the other, from pieces in any cut. Never holds more than one limited value.
#pragma once

#include <boost/json/stream_parser.hpp>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::docker {

class JsonLines {
 public:
  explicit JsonLines(std::size_t longest_value = 1024 * 1024) : longest_(longest_value) {}

  // The values that end in this piece. After an error the stream cannot be read on.
  Result<std::vector<boost::json::value>> give(std::string_view piece);

  // False inside a value: if the stream ends here, it was cut.
  bool is_between_values() const { return taken_ == 0; }

 private:
  boost::json::stream_parser parser_;
  std::size_t longest_;
  std::size_t taken_ = 0;  // bytes of the value that is being read
};

}  // namespace berth::docker
