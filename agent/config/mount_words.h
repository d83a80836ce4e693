// A mount with each property by its name, as Docker's --mount takes it, and what all mounts have in common.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "service/mount.h"

namespace berth::config {

bool is_volume_name(std::string_view name);
Result<std::string> target_path(std::string_view text);

// "type=bind,src=app.conf,dst=/app.conf,readonly". A relative source of a bind is below `folder`.
Result<service::SpelledMount> parse_spelled_mount(std::string_view text, const std::string& folder);

}  // namespace berth::config
