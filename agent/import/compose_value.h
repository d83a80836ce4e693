// Values of a Compose file, whose variables are filled in.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "import/draft.h"

namespace berth::importing {

using config::child;
using config::Node;

bool is_given(const Node& map, std::string_view key);

bool is_empty(const Node& node);  // null, or a list or map with nothing in it
bool is_true(const Node& node);

// Everything that a list, a map of NAME: value or a single text says, as texts; "NAME=value" of a map.
std::vector<std::string> texts(const Node& node);

// For comments: the value in one line.
std::string shown(const Node& node);

// Comments on what is in `map` beside the known keys and x-…; `owner` is what the map belongs to.
void leave_out_rest(const Node& map, std::string_view owner, std::initializer_list<std::string_view> known,
                    Draft& draft);

}  // namespace berth::importing
