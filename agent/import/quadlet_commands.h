// Commands of a Quadlet that Podman takes in more than one form.
#pragma once

#include <string>

#include "import/draft.h"

namespace berth::importing {

// A JSON list of words, or one word whatever is in it.
void take_entry_point(const std::string& value, const std::string& origin, Draft& draft);

// A JSON list of words, or a text for a shell; either may begin with Docker's CMD, CMD-SHELL or NONE.
void take_health_command(const std::string& value, const std::string& origin, Draft& draft);

}  // namespace berth::importing
