// What a pull means for its service, in words.
#pragma once

#include <string>

#include "ctl/client.h"

namespace berth::ctl {

// "museum: 0123456789ab; berthctl restart museum takes it"
std::string pulled_text(const std::string& service, const std::string& digest, const Properties& properties);

}  // namespace berth::ctl
