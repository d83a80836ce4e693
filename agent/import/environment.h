// What the variables in the command lines of a unit stand for.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "import/command_line.h"
#include "import/unit_file.h"

namespace berth::importing {

using FileReader = std::function<Result<std::string>(const std::string& path)>;

// Of Environment= and EnvironmentFile=; a file wins over what the unit says itself.
Variables read_environment(const UnitFile& unit, const FileReader& read_file);

}  // namespace berth::importing
