// The fields of what `docker inspect` says that nothing else reads.
#pragma once

#include <boost/json/value.hpp>

#include "import/draft.h"

namespace berth::importing {

// Each that says something becomes a comment.
void leave_out_unread(const boost::json::value& whole, Draft& draft);

}  // namespace berth::importing
