// Units as objects on the bus: where one is, and what its properties say.
#pragma once

#include <cstdint>
#include <string>

#include "bus/connection.h"

namespace berth::systemd {

// The object of a loaded unit; empty if it is not loaded.
Task<Result<std::string>> find_unit(bus::Connection& connection, std::string unit);

// A property that is a time or a span, in microseconds; 0 if there is none.
Task<std::uint64_t> time_property(bus::Connection& connection, std::string object, const char* interface,
                                  std::string property);

inline constexpr auto unit_interface = "org.freedesktop.systemd1.Unit";
inline constexpr auto service_interface = "org.freedesktop.systemd1.Service";
inline constexpr auto timer_interface = "org.freedesktop.systemd1.Timer";

}  // namespace berth::systemd
