// A systemd unit around `docker compose up`, as a descriptor's project.
#pragma once

#include "import/docker_command.h"
#include "import/draft.h"
#include "import/environment.h"
#include "import/unit_file.h"

namespace berth::importing {

// `call` is what ExecStart= runs; an error if it brings no project up.
Result<void> carry_compose_unit(const UnitFile& unit, const DockerCall& call, const Variables& variables,
                                const FileReader& read_file, Draft& draft);

}  // namespace berth::importing
