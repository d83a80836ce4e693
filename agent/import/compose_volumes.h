// The volumes of a Compose service, in their short and their long form, with what the file says of each volume.
#pragma once

#include "import/compose_project.h"

namespace berth::importing {

void carry_volumes(const Node& value, const Carrying& to);

}  // namespace berth::importing
