// Which version of the Engine API to speak. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::docker {

// Between the oldest and the newest that we know, what the engine knows too: "1.43". `engine_oldest` may be empty.
Result<std::string> agree_on_version(std::string_view engine_newest, std::string_view engine_oldest);

// Of two such versions. What is none is older than all.
bool is_older(std::string_view version, std::string_view than);

}  // namespace berth::docker
