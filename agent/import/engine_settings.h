// What docker's own command was told of the engine, by options before its verb and by variables.
#pragma once

#include "import/docker_command.h"
#include "import/draft.h"
#include "import/environment.h"

namespace berth::importing {

// As keys of `section`, Container or Compose.
void carry_engine_settings(const std::string& section, const DockerCall& call, const Variables& variables,
                           const FileReader& read_file, Draft& draft);

}  // namespace berth::importing
