// Paths in descriptors: made plain, and never able to leave the folder they belong to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/roots.h"

namespace berth::config {

// Without "." parts and doubled slashes. "..", control characters and overlong paths are errors.
Result<std::string> plain_path(std::string_view path);

// plain_path, and it must be absolute.
Result<std::string> absolute_path(std::string_view path);

// An absolute path as it is, a relative one below `folder`.
Result<std::string> path_below(std::string_view folder, std::string_view path);

// The folders of a service below the config root: its own, and for an instance then that of its template, /root/worker.
std::vector<std::string> folders_of(std::string_view service_name, const Roots& roots);

// Where a service's own file may be, the first that exists counts: an absolute path as it is, a relative one below the
// service's folders, then below the config root.
Result<std::vector<std::string>> candidates(std::string_view path, std::string_view service_name, const Roots& roots);

}  // namespace berth::config
