// What a Compose service says in deploy, and its gpus.
#pragma once

#include "import/compose_project.h"

namespace berth::importing {

void carry_deploy(const Node& value, const Carrying& to);
void carry_gpus(const Node& value, const Carrying& to);

}  // namespace berth::importing
