// The files of a Compose project as one tree, whose variables are filled in: the named file, those that Compose would
// put over it of its own accord, and what services take over from others (`extends`).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/compose_interpolation.h"
#include "import/environment.h"

namespace berth::importing {

// Of a service, what filling it in has lost.
struct Unfilled {
  std::string image;
  std::set<std::string> unset;  // variables without a value
};

struct ComposeFiles {
  config::Node root;
  std::map<std::string, Unfilled> services;
  std::set<std::string> unset;        // variables without a value, outside of services
  std::vector<std::string> names;     // of the files in it, the named one first
  std::vector<std::string> not_read;  // those that Compose would put over it, too, and cannot be read
};

// `path` is "-" for a text without a folder. An `extends` that can't be carried out stays in its service.
Result<ComposeFiles> read_compose_files(const std::string& path, std::string_view text, const Values& variables,
                                        const FileReader& read_file);

}  // namespace berth::importing
