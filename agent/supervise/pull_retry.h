// When a failed pull is worth another try, and what to call its failure. Pure.
#pragma once

#include <optional>

#include "base/duration.h"
#include "base/error.h"

namespace berth::supervise {

struct RetryRule {
  std::optional<int> retries;  // not said: 3, or 1 when a cached image could start instead
  Duration first_delay = std::chrono::seconds(1);
};

// How long to wait after `failed` tries, doubling, with up to a quarter of jitter (`random` is from 0 to 1), and no
// less than a registry asked for; nothing if another try is pointless.
std::optional<Duration> pause_before_retry(const Error& error, int failed, const RetryRule& rule, bool has_fallback,
                                           double random);

// "rate limited: toomanyrequests: …": the kinds of reason that people can do something about, told apart.
Error told_apart(const Error& error);

}  // namespace berth::supervise
