// The surroundings of an import: the real files of the sources, and a few more that a test makes up.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "import/import.h"

namespace berth::test {

inline importing::Surroundings around(std::map<std::string, std::string> files = {}) {
  importing::Surroundings all;
  all.read_file = [files = std::move(files)](const std::string& path) -> Result<std::string> {
    auto found = files.find(path);
    if (found != files.end()) return found->second;
    if (path.starts_with("/etc")) return Error{ErrorKind::not_found, "there is no such file"};
    return file::read(path, 2'000'000);
  };
  all.list_folder = [](const std::string& path) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  };
  all.host.facts = {"harbour", "0123456789abcdef", "fedcba9876543210", "6.1.0"};
  return all;
}

}  // namespace berth::test
