// The files that a service comes from, read as berthd would, without a daemon and with the caller's own rights.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/folder.h"

namespace berth::ctl {

// `name` may end in ".service". ErrorKind::not_found, with what to do, if there is no such service or it is masked.
Result<config::Loaded> sources_of(const std::vector<std::string>& directories, std::string name);

// As `systemctl cat` shows them: each with its path before it.
std::string sources_text(const config::Loaded& loaded);

}  // namespace berth::ctl
