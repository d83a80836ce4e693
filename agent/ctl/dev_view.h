// The files of this machine with others bound into their places, seen by this process and its children alone.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ctl/dev_plan.h"

namespace berth::ctl {

// Enters it for good; `scaffold` is an empty folder, needed until the process ends. A target whose folder is not there
// gets one. It takes no privilege where the kernel lets people have user namespaces.
Result<void> enter_view(const std::vector<DevPlan::Bind>& binds, const std::string& scaffold);

}  // namespace berth::ctl
