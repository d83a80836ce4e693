// A service that somebody names, by its name or by the path of its descriptor, read as berthd would read it.
#pragma once

#include <string>

#include "base/result.h"
#include "service/spec.h"

namespace berth::ctl {

// An error has every problem of the descriptor, each in a line. Also for a template, which is no service.
Result<service::Spec> read_spec(const std::string& name_or_path);

}  // namespace berth::ctl
