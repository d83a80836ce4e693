// Reads what gzip has packed, in bounded memory. The only door to zlib.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace berth::ctl {

// Gives `take` the contents, block by block, and ends with its error if it has one.
Result<void> gunzip(int fd, const std::function<Result<void>(std::string_view)>& take);

// The contents as a file without a name in $TMPDIR or /var/tmp, gone when it is closed.
Result<UniqueFd> unpack(int fd);

}  // namespace berth::ctl
