#include "supervise/pull_retry.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::supervise;
using namespace std::chrono_literals;

namespace {

const Error away{ErrorKind::unreachable, "connection refused"};

std::optional<Duration> after(int failed, const Error& error, RetryRule rule = {}, bool has_fallback = false) {
  return pause_before_retry(error, failed, rule, has_fallback, 0);
}

Error limited(const std::string& text) {
  return {ErrorKind::limit, text};
}

}  // namespace

TEST_CASE("pauses double from the first to half a minute, with a quarter of jitter on top", "[supervise]") {
  RetryRule often{100, 1s};
  CHECK(after(1, away, often) == 1s);
  CHECK(after(2, away, often) == 2s);
  CHECK(after(3, away, often) == 4s);
  CHECK(after(50, away, often) == 30s);
  CHECK(pause_before_retry(away, 3, often, false, 1) == 5s);
}

TEST_CASE("without a word in the descriptor there are three retries, and one where the cache could start",
          "[supervise]") {
  CHECK(after(3, away).has_value());
  CHECK_FALSE(after(4, away).has_value());
  CHECK(after(1, away, {}, true).has_value());
  CHECK_FALSE(after(2, away, {}, true).has_value());
  CHECK_FALSE(after(1, away, {0, 1s}).has_value());
  CHECK(after(7, away, {7, 1s}, true).has_value());
}

TEST_CASE("what another try cannot mend is not tried again", "[supervise]") {
  for (auto kind : {ErrorKind::not_found, ErrorKind::denied, ErrorKind::io, ErrorKind::invalid, ErrorKind::cancelled}) {
    INFO(name_of(kind));
    CHECK_FALSE(after(1, {kind, "no"}).has_value());
  }
  for (auto kind : {ErrorKind::timeout, ErrorKind::remote, ErrorKind::protocol}) {
    INFO(name_of(kind));
    CHECK(after(1, {kind, "no"}).has_value());
  }
}

TEST_CASE("a registry that limits is asked no sooner than it wants", "[supervise]") {
  CHECK(after(1, limited("toomanyrequests: retry-after: 53.6\xc2\xb5s, allowed: 44000/minute")) == 1s);
  CHECK(after(1, limited("please Retry After 45 seconds")) == 45s);
  CHECK(after(1, limited("retry-after: 2m")) == 2min);
  CHECK(after(1, limited("retry-after: 1500ms")) == 1500ms);
  CHECK(after(1, limited("toomanyrequests")) == 10s);
  CHECK_FALSE(after(1, limited("retry-after: 3600")).has_value());
  CHECK_FALSE(after(1, limited("toomanyrequests"), {}, true).has_value());
}

TEST_CASE("each kind of reason has words of its own", "[supervise]") {
  CHECK(told_apart({ErrorKind::denied, "x"}).text == "not authorised: x");
  CHECK(told_apart({ErrorKind::not_found, "x"}).text == "no such image: x");
  CHECK(told_apart({ErrorKind::unreachable, "x"}).text == "the registry is unreachable: x");
  CHECK(told_apart({ErrorKind::limit, "x"}).text == "rate limited: x");
  CHECK(told_apart({ErrorKind::io, "x"}).text == "the disk is full: x");
  CHECK(told_apart({ErrorKind::invalid, "x"}).text == "wrong platform: x");
  CHECK(told_apart({ErrorKind::timeout, "x"}).text == "stalled: x");
  CHECK(told_apart({ErrorKind::remote, "x"}).text == "the registry failed: x");
}
