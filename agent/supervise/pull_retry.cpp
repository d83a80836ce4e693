#include "supervise/pull_retry.h"

#include <algorithm>
#include <cstdlib>

namespace berth::supervise {

namespace {

constexpr Duration longest_pause = std::chrono::seconds(30);
constexpr Duration longest_wish = std::chrono::minutes(5);

// "toomanyrequests: retry-after: 53.6µs, allowed: …", "please retry after 30 seconds"
std::optional<Duration> retry_after(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  auto at = text.find("retry-after");
  if (at == std::string::npos) at = text.find("retry after");
  if (at == std::string::npos) return std::nullopt;
  at = text.find_first_of("0123456789", at);
  if (at == std::string::npos) return std::nullopt;
  auto stop = text.find_first_not_of("0123456789.", at);
  auto number = text.substr(at, stop - at);
  if (number.size() > 6) return std::nullopt;
  auto unit = stop == std::string::npos ? "" : text.substr(stop, 2);
  double factor = unit.starts_with("ms") ? 1e3 : unit.starts_with("m") ? 60e6 : 1e6;
  if (unit.starts_with("\xc2\xb5") || unit.starts_with("us") || unit.starts_with("ns")) factor = 1;
  return Duration(static_cast<std::int64_t>(std::strtod(number.c_str(), nullptr) * factor));
}

bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::unreachable || kind == ErrorKind::timeout || kind == ErrorKind::remote ||
         kind == ErrorKind::protocol || kind == ErrorKind::limit;
}

}  // namespace

std::optional<Duration> pause_before_retry(const Error& error, int failed, const RetryRule& rule, bool has_fallback,
                                           double random) {
  if (!may_pass(error.kind)) return std::nullopt;
  bool is_limited = error.kind == ErrorKind::limit;
  int retries = rule.retries.value_or(is_limited && has_fallback ? 0 : has_fallback ? 1 : 3);
  if (failed > retries) return std::nullopt;
  auto growth = std::int64_t{1} << std::min(failed - 1, 20);
  auto pause = std::min<Duration>(longest_pause, rule.first_delay * growth);
  if (is_limited) {
    // Asking again before its time only makes a registry angrier.
    auto wanted = retry_after(error.text).value_or(std::min<Duration>(longest_wish, 10 * pause));
    if (wanted > longest_wish) return std::nullopt;
    pause = std::max(pause, wanted);
  }
  return pause + Duration(static_cast<std::int64_t>(static_cast<double>(pause.count()) * 0.25 * random));
}

Error told_apart(const Error& error) {
  switch (error.kind) {
    case ErrorKind::not_found: return error.during("no such image");
    case ErrorKind::denied: return error.during("not authorised");
    case ErrorKind::unreachable: return error.during("the registry is unreachable");
    case ErrorKind::limit: return error.during("rate limited");
    case ErrorKind::io: return error.during("the disk is full");
    case ErrorKind::invalid: return error.during("wrong platform");
    case ErrorKind::timeout: return error.during("stalled");
    case ErrorKind::protocol:
    case ErrorKind::remote: return error.during("the registry failed");
    case ErrorKind::conflict:
    case ErrorKind::cancelled: return error;
  }
  return error;
}

}  // namespace berth::supervise
