// Paths in descriptors: made plain, and never able to leave the folder they belong to.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::config {

// Without "." parts and doubled slashes. "..", control characters and overlong paths are errors.
Result<std::string> plain_path(std::string_view path);

// plain_path, and it must be absolute.
Result<std::string> absolute_path(std::string_view path);

// An absolute path as it is, a relative one below `folder`.
Result<std::string> path_below(std::string_view folder, std::string_view path);

}  // namespace berth::config
