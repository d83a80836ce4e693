// Reads many descriptors at once, on all processors: parsing YAML is what takes the time. The threads live only in
// here, and share nothing but what they read.
#pragma once

#include <vector>

#include "config/descriptor.h"

namespace berth::config {

// In the order of `all`; each as read_descriptor reads it.
std::vector<Reading> read_descriptors(const std::vector<const Loaded*>& all, const Roots& roots,
                                      const HostFacts& facts);

}  // namespace berth::config
