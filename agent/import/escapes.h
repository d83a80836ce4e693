// Backslashes as systemd reads them in quotes and out of them: as C does, and one more for a blank.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::importing {

// Appends what the escape at the front of `text` stands for, and says how long it is. What is no escape stays as it is.
std::size_t append_escape(std::string_view text, std::string& out);

void append_utf8(char32_t point, std::string& out);

}  // namespace berth::importing
