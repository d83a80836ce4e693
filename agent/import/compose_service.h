// One service of a Compose file into a draft.
#pragma once

#include <string>

#include "import/compose_project.h"

namespace berth::importing {

Draft compose_service(const std::string& name, const Node& node, const Project& project);

}  // namespace berth::importing
