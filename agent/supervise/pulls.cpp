#include "supervise/pulls.h"

#include <algorithm>
#include <random>

#include "base/text.h"
#include "docker/images.h"
#include "docker/pull.h"
#include "loop/wakeup.h"

namespace berth::supervise {

namespace {

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

std::string in_words(const docker::PullProgress& progress) {
  if (progress.bytes_total == 0) return text::printable(progress.status, 80);
  auto percent = std::min<std::uint64_t>(100, progress.bytes_current * 100 / progress.bytes_total);
  return fmt::format("{} %, {} of {} MB, {} of {} layers", percent, megabytes(progress.bytes_current),
                     megabytes(progress.bytes_total), progress.layers_done, progress.layers_total);
}

constexpr Duration sign_of_life = std::chrono::seconds(20);

double a_random_number() {
  static std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

struct Pulls::Waiter {
  Waiter(const Executor& executor, PullWatcher w) : watcher(std::move(w)), done(executor) {}
  PullWatcher watcher;
  Wakeup done;
  std::optional<Result<void>> result;
};

struct Pulls::Fetch {
  PullWish wish;
  std::string key;
  std::list<Waiter*> waiters;
  Tasks::Id task = 0;
  std::string last_text;

  void tell(const std::string& text, const docker::PullProgress* progress = nullptr) {
    last_text = text.empty() ? "pulling " + wish.reference : fmt::format("pulling {}: {}", wish.reference, text);
    for (auto* waiter : waiters) waiter->watcher(last_text, progress);
  }
};

struct Pulls::Leaving {
  Pulls& pulls;
  FetchPtr fetch;
  Waiter& waiter;

  ~Leaving() {
    fetch->waiters.remove(&waiter);
    if (!fetch->waiters.empty() || waiter.result) return;
    pulls.tasks_.cancel(fetch->task);
    pulls.forget(fetch);
  }
};

Pulls::Pulls(Tasks& tasks, docker::Engine& engine, PullLimits limits)
    : tasks_(tasks), engine_(engine), limits_(limits), gate_(tasks.executor(), limits.parallel) {}

Task<Result<void>> Pulls::pull(PullWish wish, PullWatcher watcher) {
  auto key = wish.reference + "\n" + wish.platform + "\n" + wish.registry_auth;
  auto& fetch = fetches_[key];
  bool is_new = !fetch;
  if (is_new) {
    fetch = std::make_shared<Fetch>();
    fetch->wish = std::move(wish);
    fetch->key = key;
  }
  auto mine = fetch;
  Waiter waiter(tasks_.executor(), std::move(watcher));
  mine->waiters.push_back(&waiter);
  if (!is_new) waiter.watcher(mine->last_text, nullptr);
  if (is_new) mine->task = tasks_.start("pull " + mine->wish.reference, run(mine));
  Leaving also_when_cancelled{*this, mine, waiter};
  while (!waiter.result) {
    bool told = co_await waiter.done.wait_for(sign_of_life);
    if (!told) waiter.watcher(mine->last_text, nullptr);
  }
  co_return *waiter.result;
}

void Pulls::forget(const FetchPtr& fetch) {
  auto known = fetches_.find(fetch->key);
  if (known != fetches_.end() && known->second == fetch) fetches_.erase(known);
}

Task<> Pulls::run(FetchPtr fetch) {
  Result<void> result;
  try {
    result = co_await try_often(fetch);
  } catch (const std::exception& thrown) {
    if (fetch->waiters.empty()) throw;  // cancelled: nobody wants it any more
    result = Error{ErrorKind::io, thrown.what()};
  }
  forget(fetch);
  for (auto* waiter : fetch->waiters) {
    waiter->result = result;
    waiter->done.notify();
  }
}

Task<Result<void>> Pulls::try_often(FetchPtr fetch) {
  bool has_fallback = fetch->wish.has_fallback;
  for (int failed = 0;; ++failed) {
    auto done = co_await try_once(fetch);
    if (done) co_return done;
    auto cached = co_await docker::inspect_image(engine_, fetch->wish.reference);
    bool engine_away =
        !cached && (cached.error().kind == ErrorKind::unreachable || cached.error().kind == ErrorKind::timeout);
    if (engine_away) co_return cached.error();
    auto error = told_apart(done.error());
    auto pause = pause_before_retry(done.error(), failed + 1, fetch->wish.retry, has_fallback && cached.has_value(),
                                    a_random_number());
    if (!pause) co_return error;
    fetch->tell(fmt::format("{}; again in {}", error.text,
                            format_duration(std::chrono::ceil<std::chrono::milliseconds>(*pause))));
    co_await sleep(*pause);
  }
}

Task<Result<void>> Pulls::try_once(FetchPtr fetch) {
  fetch->tell("");
  auto place = co_await gate_.enter();
  fetch->tell("");
  auto* raw = fetch.get();
  docker::PullObserver observer = [raw](const docker::PullProgress& progress) {
    raw->tell(in_words(progress), &progress);
  };
  docker::PullOrder order;
  order.reference = fetch->wish.reference;
  order.registry_auth = fetch->wish.registry_auth;
  order.platform = fetch->wish.platform;
  auto pulled = co_await docker::pull_image(engine_, order, observer, limits_.stall);
  if (!pulled && pulled.error().kind == ErrorKind::timeout) {
    auto text = fmt::format("no bytes for {}", format_duration(limits_.stall));
    co_return Error{ErrorKind::timeout, text};
  }
  co_return pulled;
}

}  // namespace berth::supervise
