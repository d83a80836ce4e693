// A unit around `docker run`, as people write it, into a draft: the commands around the run are known for what they
// are.
#pragma once

#include "base/result.h"
#include "import/draft.h"
#include "import/environment.h"
#include "import/unit_file.h"

namespace berth::importing {

// `variables` are the unit's own, of its command lines.
Result<void> carry_docker_unit(const UnitFile& unit, const Variables& variables, const FileReader& read_file,
                               Draft& draft);

}  // namespace berth::importing
