// What counts of a descriptor and its drop-ins, and where it was written.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "config/document.h"

namespace berth::config {

// Filled while a descriptor is read: the files by its reader, the rest by the readers of values (field.h).
struct Origins {
  void count(Place place) { counted.insert({place.file, place.line, place.column}); }
  bool counts(Place place) const { return counted.contains({place.file, place.line, place.column}); }

  std::vector<Node> files;                      // the descriptor, then its drop-ins
  std::set<std::tuple<int, int, int>> counted;  // file, line and column of a value, or of its key
};

// YAML that reads as all files together do, with the place of each value in a comment behind it. `paths`: of the files.
std::string merged_text(const Origins& origins, const std::vector<std::string>& paths);

}  // namespace berth::config
