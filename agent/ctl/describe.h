// One service in the words of `berthctl status`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

// "  Descriptor: …", or nothing for an empty value.
void add_row(std::string& text, std::string_view key, const std::string& value);

std::string describe(const Properties& service);

// Whether its last lines may say what is wrong with it, and what it is.
bool is_troubled(const Properties& service);
std::string describe_log(const Properties& service, const Result<std::vector<std::string>>& lines);

}  // namespace berth::ctl
