// pull: which image it is to be, and getting it.
#include <ctime>

#include "base/text.h"
#include "docker/images.h"
#include "logs/service_journal.h"
#include "supervise/registry_auth.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::PullPolicy;

namespace {

constexpr std::int64_t ask_again_after = 60'000'000;  // microseconds
constexpr std::uint64_t between_progress = 500'000;

// "2026-11-20 10:04 UTC (3d ago)"
std::string when(std::int64_t usec) {
  auto at = static_cast<std::time_t>(usec / 1'000'000);
  std::tm parts{};
  ::gmtime_r(&at, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
  auto age = std::max<std::int64_t>(0, std::time(nullptr) - at);
  if (age >= 86400) return fmt::format("{} ({}d ago)", text, age / 86400);
  if (age >= 3600) return fmt::format("{} ({}h ago)", text, age / 3600);
  return fmt::format("{} ({}min ago)", text, age / 60);
}

// A check in the descriptor without a command of its own only times the image's.
bool is_never_ready(const service::Container& spec, const docker::ImageState& image) {
  if (spec.ready_when != service::ReadyWhen::healthy) return false;
  bool has_own = spec.health && !spec.health->test.empty();
  return has_own ? spec.health->test.front() == "NONE" : !image.has_health_check;
}

constexpr const char* why_never_ready =
    "Notify is healthy, but neither the descriptor nor the image has a health check";

Error not_in_cache(const std::string& reference) {
  return {ErrorKind::not_found, fmt::format("{} is not in the engine's cache, and Pull is never", reference)};
}

}  // namespace

Task<Outcomes> Steps::pull() {
  auto outcomes = co_await choose_image(now_);
  show_image();
  co_return outcomes;
}

Task<Outcomes> Steps::choose_image(Candidate& candidate) {
  auto image = co_await image_by_policy(candidate);
  status_.pull = {};
  if (!image) co_return failure(Ending::image, image.error());
  if (is_never_ready(candidate.spec->container, *image)) {
    Error wrong{ErrorKind::invalid, fmt::format("{}: {}", candidate.spec->path, why_never_ready)};
    co_return failure(Ending::descriptor, wrong);
  }
  auto& record = shared_.ledger.of(service_);
  candidate.image = version_of(*image, candidate.spec->container.image);
  candidate.create_from = candidate.image.reference;
  bool is_new = record.good && record.good->id != candidate.image.id;
  candidate.on_trial = is_new && candidate.spec->update.rollback;
  const auto* bad = record.find_quarantined(candidate.image.id);
  if (bad != nullptr && is_new) {
    auto why = fmt::format("{} is in quarantine: {}", candidate.image.reference, bad->why);
    co_return co_await stand_in(candidate, why);
  }
  if (is_new) co_await keep_as_previous(*record.good);
  auto outcomes = outcome(candidate.on_trial ? Event::on_trial : Event::off_trial);
  outcomes.push_back({Event::pulled, {}});
  co_return outcomes;
}

Task<Result<docker::ImageState>> Steps::image_by_policy(Candidate& candidate) {
  auto reference = candidate.spec->container.image;
  auto policy = candidate.spec->container.pull;
  if (policy == PullPolicy::missing || policy == PullPolicy::never) {
    auto cached = co_await docker::inspect_image(shared_.engine, reference);
    if (cached || cached.error().kind != ErrorKind::not_found) co_return cached;
    if (policy == PullPolicy::never) co_return not_in_cache(reference);
  }
  co_return co_await image_from_registry(candidate);
}

Task<Result<docker::ImageState>> Steps::image_from_registry(Candidate& candidate) {
  auto reference = candidate.spec->container.image;
  bool may_use_cache = candidate.spec->container.pull == PullPolicy::newer;
  bool is_known = co_await asked_lately(reference);
  if (is_known) {
    auto cached = co_await docker::inspect_image(shared_.engine, reference);
    if (cached) co_return cached;
  }
  auto watcher = start_watcher();
  auto image = co_await fetch_and_confirm(candidate.spec->container, watcher);
  if (!image) {
    auto why = image.error();
    // Was it the registry, or the engine itself? Only an answer from the engine can tell.
    auto cached = co_await docker::inspect_image(shared_.engine, reference);
    if (!cached && is_engine_away(cached.error())) co_return cached.error();
    if (may_use_cache && cached) co_return co_await image_from_cache(candidate, why.text);
    co_return Error{ErrorKind::remote, why.text};
  }
  co_return image;
}

Task<Result<docker::ImageState>> Steps::fetch_and_confirm(service::Container spec, PullWatcher watcher) {
  auto reference = spec.image;
  auto fetched = co_await fetch(spec, reference, watcher);
  if (!fetched) co_return fetched.error().during("pull " + reference);
  auto image = co_await docker::inspect_image(shared_.engine, reference);
  if (image) shared_.ledger.of(service_).confirm(version_of(*image, reference), Moment::unix_usec());
  co_return image;
}

Task<Result<docker::ImageState>> Steps::image_from_cache(Candidate& candidate, std::string why_not_pulled) {
  auto reference = candidate.spec->container.image;
  const auto& record = shared_.ledger.of(service_);
  bool known = record.image == reference && record.confirmed > 0;
  candidate.stale_text = fmt::format(
      "from the cache, {}", known ? "last confirmed " + when(record.confirmed) : "never confirmed by its registry");
  candidate.is_stale = true;
  logs::tell(shared_.journal, service_, log::Level::warning,
             fmt::format("starting {} {}: {}", reference, candidate.stale_text, why_not_pulled),
             logs::message_id::image_stale);
  co_return co_await docker::inspect_image(shared_.engine, reference);
}

// A crash loop asks the registry once a minute at most; a person's start always.
Task<bool> Steps::asked_lately(std::string reference) {
  const auto& record = shared_.ledger.of(service_);
  auto age = Moment::unix_usec() - record.confirmed;
  bool lately = record.image == reference && age >= 0 && age < ask_again_after;
  if (!lately) co_return false;
  auto state = co_await shared_.systemd.unit_state(status_.unit_name);
  co_return state && state->restarts > 0;
}

Task<Result<void>> Steps::fetch(service::Container spec, std::string reference, PullWatcher watcher) {
  PullWish wish;
  wish.reference = std::move(reference);
  wish.retry = {spec.pull_retries, spec.pull_retry_delay};
  wish.platform = spec.platform;
  wish.has_fallback = spec.pull == PullPolicy::newer;
  auto header = co_await registry_auth(shared_, spec.auth_file, wish.reference);
  if (!header) co_return header.error();
  wish.registry_auth = *header;
  auto fetched = co_await shared_.pulls.pull(wish, watcher);
  co_return fetched;
}

PullWatcher Steps::start_watcher() {
  return [this](const std::string& text, const docker::PullProgress* progress) {
    auto now = Moment::now().monotonic;
    if (progress != nullptr && now - last_progress_ < between_progress) return;
    last_progress_ = now;
    show_pull(text, progress);
    callbacks_.progress(text, shared_.pull_patience);
  };
}

void Steps::show_pull(const std::string& text, const docker::PullProgress* progress) {
  status_.pull.text = text;
  if (progress == nullptr) return;
  status_.pull.bytes = progress->bytes_current;
  status_.pull.bytes_total = progress->bytes_total;
  status_.pull.layers = static_cast<std::uint32_t>(progress->layers_done);
  status_.pull.layers_total = static_cast<std::uint32_t>(progress->layers_total);
}

void Steps::show_image() {
  status_.image = now_.spec->container.image;
  status_.digest = now_.image.digest;
  status_.image_stale = now_.is_stale;
}

// What runs meanwhile keeps its status text.
Task<Result<std::string>> Steps::pull_ahead() {
  auto read = read_candidate(false);
  if (!read) co_return read.error();
  PullWatcher watcher = [this](const std::string& text, const docker::PullProgress* progress) {
    show_pull(text, progress);
    shared_.changed(service_);
  };
  auto image = co_await fetch_and_confirm(read->spec->container, watcher);
  status_.pull = {};
  shared_.changed(service_);
  if (!image) co_return image.error();
  auto version = version_of(*image, read->spec->container.image);
  shared_.ledger.save(service_);
  auto good = shared_.ledger.of(service_).good;
  if (good && good->id != version.id) co_await keep_as_previous(*good);
  co_return version.name();
}

Task<Result<Fetched>> Steps::fetch_for_start() {
  auto read = read_candidate(false);
  if (!read) co_return read.error();
  auto container = read->spec->container;
  bool asks = container.pull == PullPolicy::newer || container.pull == PullPolicy::always;
  auto cached = co_await docker::inspect_image(shared_.engine, container.image);
  Fetched fetched;
  if (!asks && cached) {
    fetched.digest = version_of(*cached, container.image).name();
    co_return fetched;
  }
  if (!cached && cached.error().kind != ErrorKind::not_found) co_return cached.error();
  if (container.pull == PullPolicy::never) co_return not_in_cache(container.image);
  auto pulled = co_await pull_ahead();
  if (!pulled && !(cached && container.pull == PullPolicy::newer)) co_return pulled.error();
  fetched.digest = pulled ? *pulled : version_of(*cached, container.image).name();
  if (!pulled) fetched.trouble = pulled.error().text;
  co_return fetched;
}

}  // namespace berth::supervise
