// A journal record in journald's native protocol, built in one buffer. Any value is carried as it is.
#pragma once

#include <string>
#include <string_view>

namespace berth::logs {

// Appends one field. `key` must be a valid journal field name: A-Z, 0-9 and _, not beginning with _.
void add_field(std::string& record, std::string_view key, std::string_view value);

}  // namespace berth::logs
