// A Compose file into drafts, one for each service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/command_line.h"
#include "import/draft.h"

namespace berth::importing {

// `variables` is what the file's own .env says. A project without a name is called after the file's folder.
Result<std::vector<Draft>> read_compose(const std::string& path, std::string_view text, const Variables& variables);

}  // namespace berth::importing
