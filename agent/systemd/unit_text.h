// A service's unit file as text: a pure function of its descriptor.
#pragma once

#include <string>
#include <string_view>

#include "service/spec.h"

namespace berth::systemd {

// The first words of every unit file that Berth writes, and by which it knows its own.
constexpr std::string_view unit_marker = "# Written by Berth";

// `holder` is the absolute path of berth-hold.
std::string unit_text(const service::Spec& spec, std::string_view holder);

}  // namespace berth::systemd
