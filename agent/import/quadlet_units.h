// What a Quadlet's [Unit] says of other Quadlets, by the names of their files.
#pragma once

#include "import/quadlet_files.h"

namespace berth::importing {

// The same file with the names of services instead. What no service of ours stands for becomes a comment.
UnitFile with_services(UnitFile quadlet, const Neighbour& neighbour, Draft& draft);

}  // namespace berth::importing
