// Base64 (RFC 4648): read as files have it, written as the engine wants it in a header. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::credentials {

// The URL's alphabet, with padding: Go's URLEncoding.
std::string to_base64url(std::string_view bytes);

// The standard alphabet. Line ends are skipped and padding may be missing; nothing if anything else is wrong.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace berth::credentials
