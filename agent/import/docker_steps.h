// The commands before, after and beside `docker run` in a unit: most of them are what Berth does by itself.
#pragma once

#include "import/command_line.h"
#include "import/docker_command.h"
#include "import/draft.h"
#include "import/unit_file.h"

namespace berth::importing {

void carry_steps(const UnitFile& unit, const DockerRun& run, const Variables& variables, Draft& draft);

}  // namespace berth::importing
