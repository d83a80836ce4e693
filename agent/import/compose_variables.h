// Files of variables as Compose reads them: the .env beside its file, and those of env_file.
#pragma once

#include <string_view>

#include "import/compose_interpolation.h"

namespace berth::importing {

// `known` is what the values may have variables of, beside the names before them. What Compose would refuse is as it
// stands.
Values read_compose_variables(std::string_view text, const Values& known);

}  // namespace berth::importing
