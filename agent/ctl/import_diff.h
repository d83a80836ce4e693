// `berthctl import --diff`: what would run differently from what is imported.
#pragma once

#include <vector>

#include "import/import.h"

namespace berth::ctl {

// Two sources of the same service are compared with each other: a unit, and what docker inspect says of its container.
// One alone is compared with the descriptor that the host has. The exit status is that of diff.
int show_differences(const std::vector<importing::Imported>& all);

}  // namespace berth::ctl
