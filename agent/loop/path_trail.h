// Where a change of what a path leads to would show: every folder on the way, through all links, with the name in it
// that counts there. The path need not exist.
#pragma once

#include <string>
#include <vector>

namespace berth {

struct Spot {
  std::string folder;
  std::string name;  // empty: everything in it
  bool operator==(const Spot&) const = default;
};

struct Trail {
  std::vector<Spot> spots;
  std::string end;  // what it leads to, without links; empty: nothing
};

Trail trail_of(const std::string& path);

// The folder and all folders in it, no more than `most`; links are not followed. Empty if it is none.
std::vector<std::string> folders_in(const std::string& path, std::size_t most);

}  // namespace berth
