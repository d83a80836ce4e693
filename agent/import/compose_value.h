// Values of a Compose file: looked up, and with their variables filled in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document.h"
#include "import/command_line.h"

namespace berth::importing {

using config::Node;

const Node& child(const Node& map, std::string_view key);  // null if it is not there

// ${NAME}, ${NAME:-otherwise} and $NAME become their values, in the words of a descriptor (%% is a percent sign); a
// name without a value stands between unknown_mark.
std::string interpolated(std::string_view text, const Variables& variables);

// Everything that a list, a map of NAME: value or a single text says, as texts; "NAME=value" of a map.
std::vector<std::string> texts(const Node& node, const Variables& variables);

// For comments: the value in one line.
std::string shown(const Node& node);

}  // namespace berth::importing
