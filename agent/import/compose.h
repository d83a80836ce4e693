// A Compose file into drafts, one for each service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/draft.h"
#include "import/environment.h"

namespace berth::importing {

// With the variables of the .env beside it. A project without a name is called after the file's folder.
Result<std::vector<Draft>> read_compose(const std::string& path, std::string_view text, const FileReader& read_file);

}  // namespace berth::importing
