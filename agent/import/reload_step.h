// ExecReload= of a unit or a Quadlet: a command in the service's own container or a signal to it, as a descriptor's
// keys.
#pragma once

#include <string>

#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

// `verb` is that of the call; whatever is neither of the two is left out with a reason.
void carry_reload(const std::string& origin, const std::string& verb, const PlainCall& call,
                  const std::string& container_name, Draft& draft);

}  // namespace berth::importing
