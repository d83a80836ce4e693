// When a Schedule is due next, reckoned here: for people who look at a descriptor before it is on a host.
#pragma once

#include <string>
#include <vector>

#include "base/duration.h"
#include "service/spec.h"

namespace berth::ctl {

// The first `count` moments after `now`, all in microseconds since 1970. An interval has none before its timer starts.
std::vector<Duration> next_runs(const service::Schedule& schedule, Duration now, std::size_t count);

// "nightly.yaml: due at" and a line for each of them, in local time, with what else starts a run.
std::string next_runs_text(const std::string& path, const service::Schedule& schedule, Duration now);

}  // namespace berth::ctl
