// How long an image still has to be ready until it has proved itself. Since when it is, and now, are readings of the
// wall clock, which may have been set meanwhile: the answer is never longer than the whole time, and never negative.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/duration.h"

namespace berth::supervise {

// Both in microseconds since 1970; `since` 0: not known.
inline Duration left_to_prove(Duration good_after, std::int64_t since, std::int64_t now) {
  if (since <= 0 || now <= since) return good_after;
  auto runs_for = Duration(now - since);
  return runs_for >= good_after ? Duration(0) : good_after - runs_for;
}

}  // namespace berth::supervise
