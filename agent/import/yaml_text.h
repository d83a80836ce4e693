// One text as YAML: plain where nobody could misread it, else in double quotes on one line.
#pragma once

#include <string>
#include <string_view>

namespace berth::importing {

std::string yaml_text(std::string_view text);
std::string yaml_flow_text(std::string_view text);  // between [ ] or { }

}  // namespace berth::importing
