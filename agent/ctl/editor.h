// The editor of whoever sits at the terminal.
#pragma once

#include <string>

#include "base/result.h"

namespace berth::ctl {

// $VISUAL or $EDITOR, words of a shell as always, else the first of editor, nano, vim and vi that there is. Returns
// when it has ended; an error if it could not be started or did not end well.
Result<void> run_editor(const std::string& path);

}  // namespace berth::ctl
