#include "supervise/fix_watch.h"

#include <algorithm>

#include "base/log.h"
#include "docker/images.h"
#include "loop/wakeup.h"
#include "supervise/registry_auth.h"

namespace berth::supervise {

FixWatch::FixWatch(Shared& shared, Duration interval, Runners runners)
    : shared_(shared), interval_(interval), runners_(std::move(runners)) {}

void FixWatch::begin() {
  if (interval_.count() > 0) shared_.tasks.start("fixes", watch());
}

Task<> FixWatch::watch() {
  while (true) {
    co_await sleep(interval_);
    if (!shared_.watch.is_up()) continue;
    auto runners = runners_();
    for (auto& runner : runners) co_await check(runner);
  }
}

Task<> FixWatch::check(std::shared_ptr<Runner> runner) {
  bool waits = co_await Runner::waits_for_fix(runner);
  if (!waits) co_return;
  auto wish = runner->fix_wish();
  auto reference = wish->container.image;
  auto header = co_await registry_auth(shared_, wish->container.auth_file, reference);
  if (!header) co_return;  // a start will say what is wrong
  auto digest = co_await docker::registry_digest(shared_.engine, reference, *header);
  if (!digest) {
    log::debug("ask for a newer {}: {}", reference, digest.error().text);
    co_return;
  }
  const auto& known = wish->known_digests;
  bool is_new = std::find(known.begin(), known.end(), *digest) == known.end();
  if (!is_new) co_return;
  bool still_waits = co_await Runner::waits_for_fix(runner);
  if (still_waits) co_await Runner::start_fix(runner, *digest);
}

}  // namespace berth::supervise
