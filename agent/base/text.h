// Small pure operations on text that several rooms need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::text {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Words as systemd's ExecStart= takes them: blanks separate, '…' and "…" quote, backslash escapes.
Result<std::vector<std::string>> split_words(std::string_view text);

bool is_utf8(std::string_view text);
std::size_t utf8_front(std::string_view text);  // how many bytes at the front are well-formed UTF-8

// For messages: control characters and broken UTF-8 become \xNN, long text is cut with "…".
std::string printable(std::string_view text, std::size_t longest = 200);

// In double quotes, with C's escapes, which systemd and YAML share.
std::string quoted(std::string_view text);
bool consists_of(std::string_view text, std::string_view further);  // letters, digits and `further`

}  // namespace berth::text
