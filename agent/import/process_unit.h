// A systemd unit of a program of the host, as a descriptor's Process.
#pragma once

#include "import/draft.h"
#include "import/environment.h"
#include "import/unit_file.h"

namespace berth::importing {

Result<void> carry_process_unit(const UnitFile& unit, const FileReader& read_file, Draft& draft);

}  // namespace berth::importing
