// The files that people write, listed and read within bounds: never waits on a FIFO, never follows a loop of links.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/problem.h"

namespace berth::config {

struct Listing {
  std::vector<std::string> names;  // sorted, so that problems come in the same order every time; none that is hidden
  std::optional<Problem> problem;
};

// A folder that does not exist is an empty one.
Listing list_folder(const std::string& path, std::size_t most_entries);

// A link to /dev/null: it hides the descriptors of its name in weaker folders. An empty one is a mistake, of a full
// disk, say.
bool is_null(const std::string& path);
// Of drop-ins an empty one hides the others, too.
bool is_mask(const std::string& path);

struct SourceFile {
  std::string path, text;
  std::optional<Problem> problem;  // why it could not be read
  bool operator==(const SourceFile&) const = default;
};

SourceFile read_source(const std::string& path);

}  // namespace berth::config
