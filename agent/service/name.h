// Which names a service may have: those systemd accepts for a unit, short enough, and unable to leave a folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::service {

constexpr std::size_t longest_name = 64;

// Nothing, or why `name` cannot be a service's name.
Result<void> check_name(std::string_view name);

// "worker@a" is an instance of the template "worker@", which is no service itself.
bool is_template(std::string_view name);
std::string template_of(std::string_view name);  // "worker@a" → "worker@"; empty for what is no instance

// What a unit file of its own or of its template calls the service: an instance's name is for systemd to put in.
std::string name_in_unit(std::string_view name);  // "worker@" → "worker@%i", "museum" → "museum"

std::string unit_name(std::string_view name);  // "museum" → "museum.service"
// The unit that prepares the first start of an instance of a program (units/berth-process@.service).
std::string helper_unit(std::string_view name);
std::string timer_name(std::string_view name);  // "museum" → "museum.timer"
// The other way; an error if the unit is neither a service nor a timer.
Result<std::string> name_of_unit(std::string_view unit);

// What its container is called unless the descriptor says otherwise: "w-mail" for "w@mail", "berth-w" for "w".
std::string container_name(std::string_view service);

}  // namespace berth::service
