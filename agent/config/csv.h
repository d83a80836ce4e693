// One line of comma-separated fields, as Docker's long options are written: "type=volume,\"volume-opt=o=addr=a,rw\"".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::config {

// A field may stand in double quotes as a whole; a doubled quote inside is one. At least one field.
Result<std::vector<std::string>> split_csv(std::string_view text);

// The other way.
std::string join_csv(const std::vector<std::string>& fields);

}  // namespace berth::config
