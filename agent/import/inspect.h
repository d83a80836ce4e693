// What `docker inspect` says of containers, into drafts: what comes from the image is left to the image, if its config
// is in the same input.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/draft.h"

namespace berth::importing {

Result<std::vector<Draft>> read_inspect(std::string_view text);

}  // namespace berth::importing
