// The descriptors of several directories, the stronger first: the same name in a stronger one hides the weaker.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/problem.h"
#include "config/source_files.h"

namespace berth::config {

// One descriptor with its drop-ins: their texts, or why they could not be read. For an instance without a file of its
// own, `path` is that of its template.
struct Loaded {
  std::string name, path, text;
  std::optional<Problem> problem;
  std::vector<SourceFile> drop_ins;             // in the order in which they apply
  std::size_t most_problems = enough_problems;  // that a reading tells of
  bool operator==(const Loaded&) const = default;
};

struct Folders {
  std::vector<Loaded> descriptors;  // by name
  std::vector<Loaded> templates;    // by name, as "worker@"
  std::vector<std::string> masked;  // by name: a link to /dev/null
  std::vector<Problem> problems;    // about files that can't belong to any service
  bool complete = true;             // nothing is known about what a directory has that can't be listed
};

// One file by itself, without drop-ins, as it is now.
Loaded read_descriptor_file(std::string name, const std::string& path);

// The descriptor of one service, as it is now; nothing if there is none, or it is masked. `name` may be an instance of
// a template, or a template.
std::optional<Loaded> find_descriptor(const std::vector<std::string>& directories, const std::string& name);

// All of them. A directory that does not exist is an empty one. Instances are here that have a file or drop-ins of
// their own: the others are known by their use alone.
Folders read_folders(const std::vector<std::string>& directories);

}  // namespace berth::config
