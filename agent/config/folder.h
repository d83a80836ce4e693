// The descriptors of several directories, the stronger first: the same name in a stronger one hides the weaker.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/problem.h"

namespace berth::config {

// One descriptor, with its text or why it could not be read.
struct Loaded {
  std::string name, path, text;
  std::optional<Problem> problem;
};

struct Folders {
  std::vector<Loaded> descriptors;  // by name
  std::vector<std::string> masked;  // by name: an empty file or a link to /dev/null
  std::vector<Problem> problems;    // about files that can't belong to any service
};

// One descriptor by itself, as it is now.
Loaded read_descriptor_file(std::string name, const std::string& path);

// A directory that does not exist is an empty one. Never waits on a FIFO, never follows a loop of links.
Folders read_folders(const std::vector<std::string>& directories);

}  // namespace berth::config
