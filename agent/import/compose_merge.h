// What becomes of a Compose file that others stand over, and of a service that takes over another one: Compose's own
// rules (https://docs.docker.com/reference/compose-file/merge/), with !reset and !override.
#pragma once

#include "import/compose_value.h"

namespace berth::importing {

Node merge_files(Node base, Node over);

// For `extends`, too.
Node merge_services(Node base, Node over);

}  // namespace berth::importing
