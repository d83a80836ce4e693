// Where the log of a service is: berthd knows; while it is away, the descriptor says so.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/roots.h"

namespace berth::ctl {

struct LogSource {
  std::string unit;  // "hello.service"
  std::string file;  // empty: it has none
};

// ErrorKind::not_found if there is no such service.
Result<LogSource> log_source_of(const std::string& name);

// What the first descriptor of that name in `folders` says, as far as it can be read.
Result<LogSource> log_source_in(const std::vector<std::string>& folders, const std::string& name,
                                const config::Roots& roots);

}  // namespace berth::ctl
