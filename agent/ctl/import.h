// The options of `berthctl import`.
#pragma once

#include <string>
#include <vector>

namespace berth::ctl {

struct ImportOptions {
  std::vector<std::string> files;  // "-": standard input
  std::string folder;              // where descriptors go; empty: standard output
  std::string name;                // of the only service
  bool force = false;              // over files that are there
  bool diff = false;               // only say what would run differently
};

int import(const ImportOptions& options);

}  // namespace berth::ctl
