// A shell's text that is one command and nothing else, taken apart as the shell does it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/command_line.h"

namespace berth::importing {

// Its words, with the unit's variables in them; an error that names what only a shell can do.
Result<std::vector<std::string>> split_shell(std::string_view script, const Variables& variables);

}  // namespace berth::importing
