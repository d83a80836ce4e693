// What a path that somebody wants checked stands for: a service with all the files it comes from.
#pragma once

#include <string>
#include <vector>

#include "config/folder.h"
#include "config/problem.h"

namespace berth::ctl {

struct CheckTarget {
  std::string path;  // as it was given, or found in a folder that was
  config::Loaded loaded;
  std::vector<config::Problem> problems;  // why there is nothing to read

  // The text of one of its files.
  std::string_view source_of(const std::string& path) const;
};

// A drop-in stands for the service it belongs to, a folder for all that is in it and below. A file in one of
// `directories`, which are berthd's, has drop-ins in all of them, any other those beside it.
std::vector<CheckTarget> check_targets(const std::vector<std::string>& paths,
                                       const std::vector<std::string>& directories);

// What lies in berthd's folders and can belong to no service, but for what is among `known`.
std::vector<CheckTarget> stray_files(const std::vector<std::string>& directories,
                                     const std::vector<CheckTarget>& known);

}  // namespace berth::ctl
