// Which names a service may have: those systemd accepts for a unit, short enough, and unable to leave a folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::service {

constexpr std::size_t longest_name = 64;

// Nothing, or why `name` cannot be a service's name.
Result<void> check_name(std::string_view name);

std::string unit_name(std::string_view name);  // "museum" → "museum.service"
// The other way; an error if the unit is not a service.
Result<std::string> name_of_unit(std::string_view unit);

}  // namespace berth::service
