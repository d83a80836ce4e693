// The program that `berthctl dev` runs: its lines come out as the log file would have them, and whoever wants to stop
// us stops it. Nothing of it outlives us.
#pragma once

#include "base/result.h"
#include "ctl/dev_plan.h"

namespace berth::ctl {

// Its exit status, as a shell has it.
Result<int> run_dev(const DevPlan& plan);

}  // namespace berth::ctl
