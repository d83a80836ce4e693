// A Quadlet of Podman's into a draft: its keys are ours but for a few, and our reader says which are not.
#pragma once

#include <string>

#include "import/command_line.h"
#include "import/draft.h"
#include "import/quadlet_files.h"
#include "import/unit_file.h"

namespace berth::importing {

// `folder` is that of the file, with its last slash; `variables` are those of [Service], which systemd puts into the
// command line that Podman makes of the keys.
void carry_quadlet(const UnitFile& quadlet, const std::string& folder, const Neighbour& neighbour,
                   const Variables& variables, Draft& draft);

}  // namespace berth::importing
