// The timer of a service, into the section Schedule.
#pragma once

#include "import/draft.h"
#include "import/unit_file.h"

namespace berth::importing {

void carry_timer(const UnitFile& timer, Draft& draft);

}  // namespace berth::importing
