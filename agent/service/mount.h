// What a container sees of the host's files, as a descriptor says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/place.h"

namespace berth::service {

// A bind mount or a named volume.
struct Mount {
  std::string source;  // absolute path, or a volume's name
  std::string target;
  bool read_only = false;
  std::string options;      // Docker's further mode words, as in "z,rslave"
  bool must_exist = false;  // from Config: checked before anything is created
  std::string otherwise;    // what stands in for a source that isn't there: an instance has its template's files, too
  Place place;
  bool operator==(const Mount&) const = default;
};

struct TmpfsMount {
  std::string target;
  std::string options;
  bool operator==(const TmpfsMount&) const = default;
};

// From Mount: every property by its name, as in Docker's --mount. What was not said is empty.
struct SpelledMount {
  std::string type = "volume";  // bind, volume or tmpfs
  std::string source, target;   // a bind's source must exist
  bool read_only = false;
  std::string consistency, propagation;
  bool non_recursive = false;  // of a bind
  bool no_copy = false;        // of a volume
  std::string driver;          // of a volume
  std::vector<std::pair<std::string, std::string>> labels, driver_options;
  std::optional<std::uint64_t> tmpfs_size;  // bytes
  std::optional<std::uint32_t> tmpfs_mode;
  Place place;
  bool operator==(const SpelledMount&) const = default;
};

}  // namespace berth::service
