// A Quadlet of Podman's into a draft: its keys are ours but for a few, and our reader says which are not.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "import/command_line.h"
#include "import/draft.h"
#include "import/unit_file.h"

namespace berth::importing {

// The .volume, .network or .image of that name beside the Quadlet; nothing if it is not there or can't be read.
using Neighbour = std::function<std::optional<UnitFile>(const std::string& file_name)>;

// `folder` is that of the file, with its last slash; `variables` are those of [Service], which systemd puts into the
// command line that Podman makes of the keys.
void carry_quadlet(const UnitFile& quadlet, const std::string& folder, const Neighbour& neighbour,
                   const Variables& variables, Draft& draft);

}  // namespace berth::importing
