// What would run differently: two Specs of one service, field by field, without a value of an environment.
#pragma once

#include <string>
#include <vector>

#include "service/spec.h"

namespace berth::ctl {

// "- Memory: 64M", "+ Memory: 128M", "! Environment A: differs"; empty if the same would run. The names of fields are
// those of `docker run` and of systemd, which both sides know.
std::vector<std::string> spec_diff(const service::Spec& before, const service::Spec& after);

// What Berth does beside what was asked, a line each.
std::vector<std::string> berths_own(const service::Spec& spec);

}  // namespace berth::ctl
