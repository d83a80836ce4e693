// A service's lines as journald has them: journalctl itself, in our place.
#pragma once

#include <string>
#include <vector>

#include "base/duration.h"
#include "ctl/logs.h"

namespace berth::ctl {

// The command line for journalctl. Times that we know go as numbers, because ours are more than journalctl's; others as
// they are.
std::vector<std::string> journalctl_arguments(const std::string& unit, const LogsOptions& options, bool on_terminal,
                                              Duration now);

// Returns only if journalctl could not be started.
int become_journalctl(const std::string& unit, const LogsOptions& options);

}  // namespace berth::ctl
