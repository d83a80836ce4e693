// load and pull: everything before a container exists.
#include <ctime>

#include "base/text.h"
#include "config/host_files.h"
#include "docker/images.h"
#include "docker/pull.h"
#include "docker/reference.h"
#include "logs/service_journal.h"
#include "supervise/steps.h"

namespace berth::supervise {

namespace {

using service::Ending;
using service::Event;
using service::PullPolicy;

constexpr Duration stall_limit = std::chrono::minutes(1);

std::string short_digest(const std::string& digest) {
  return digest.substr(0, std::string("sha256:").size() + 12);
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

// "2026-11-20 10:04 UTC (3d ago)"
std::string when(std::int64_t unix_seconds) {
  std::time_t at = unix_seconds;
  std::tm parts{};
  ::gmtime_r(&at, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
  auto age = std::max<std::int64_t>(0, std::time(nullptr) - unix_seconds);
  if (age >= 86400) return fmt::format("{} ({}d ago)", text, age / 86400);
  if (age >= 3600) return fmt::format("{} ({}h ago)", text, age / 3600);
  return fmt::format("{} ({}min ago)", text, age / 60);
}

}  // namespace

Task<Outcomes> Steps::load() {
  const auto* entry = shared_.catalogue.reread(service_);
  if (entry == nullptr) {
    Error gone{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
    co_return failure(Ending::descriptor, gone);
  }
  if (auto trouble = entry->trouble(); !trouble.empty()) {
    Error wrong{ErrorKind::invalid, trouble};
    co_return failure(Ending::descriptor, wrong);
  }
  auto files = config::read_host_files(entry->reading.spec);
  if (!files.problems.empty()) {
    Error wrong{ErrorKind::invalid, config::one_line(files.problems.front())};
    co_return failure(Ending::descriptor, wrong);
  }
  spec_ = entry->reading.spec;
  has_spec_ = true;
  environment_ = std::move(files.environment);
  container_id_.clear();
  output_.reset();
  status_.log_file = spec_.log.file;
  co_return outcome(Event::loaded);
}

Task<Outcomes> Steps::pull() {
  auto reference = spec_.container.image;
  status_.image = reference;
  status_.digest.clear();
  status_.image_stale = false;
  stale_text_.clear();
  image_id_.clear();
  auto policy = spec_.container.pull;
  if (policy == PullPolicy::missing || policy == PullPolicy::never) {
    auto cached = co_await docker::inspect_image(shared_.engine, reference);
    if (cached) {
      take_image(*cached, reference);
      co_return outcome(Event::pulled);
    }
    if (cached.error().kind != ErrorKind::not_found) co_return failure(Ending::image, cached.error());
    if (policy == PullPolicy::never) {
      Error absent{ErrorKind::not_found, fmt::format("{} is not in the engine's cache, and Pull is never", reference)};
      co_return failure(Ending::image, absent);
    }
  }
  co_return co_await pull_from_registry(reference, policy);
}

Task<Outcomes> Steps::pull_from_registry(std::string reference, PullPolicy policy) {
  std::string no_credentials;
  docker::PullObserver observer = [this](const docker::PullProgress& progress) { show_progress(progress); };
  auto pulled = co_await docker::pull_image(shared_.engine, reference, no_credentials, observer, stall_limit);
  if (!pulled) {
    auto why = pulled.error().during("pull " + reference);
    // Was it the registry, or the engine itself? Only an answer from the engine can tell.
    auto cached = co_await docker::inspect_image(shared_.engine, reference);
    if (!cached && is_engine_away(cached.error())) co_return outcome(Event::engine_lost);
    if (policy == PullPolicy::newer && cached) co_return co_await use_cached(reference, why.text);
    service::Verdict verdict{Ending::image, 0, why.text};
    co_return Outcomes(1, Outcome{Event::failed, verdict});
  }
  auto image = co_await docker::inspect_image(shared_.engine, reference);
  if (!image) co_return failure(Ending::image, image.error());
  take_image(*image, reference);
  Record record{reference, status_.digest, std::time(nullptr)};
  if (auto written = shared_.ledger.write(service_, record); !written)
    log::warning("remember what {} runs: {}", service_, written.error().text);
  co_return outcome(Event::pulled);
}

Task<Outcomes> Steps::use_cached(std::string reference, std::string why_not_pulled) {
  auto image = co_await docker::inspect_image(shared_.engine, reference);
  if (!image) co_return failure(Ending::image, image.error());
  take_image(*image, reference);
  auto record = shared_.ledger.read(service_);
  bool known = record.image == reference && record.confirmed_unix > 0;
  stale_text_ = fmt::format("from the cache, {}", known ? "last confirmed " + when(record.confirmed_unix)
                                                        : "never confirmed by its registry");
  status_.image_stale = true;
  logs::tell(shared_.journal, service_, log::Level::warning,
             fmt::format("starting {} {}: {}", reference, stale_text_, why_not_pulled), logs::message_id::image_stale);
  co_return outcome(Event::pulled);
}

void Steps::take_image(const docker::ImageState& image, const std::string& reference) {
  image_id_ = image.id;
  auto parsed = docker::Reference::parse(reference);
  auto digest = parsed ? docker::digest_for(*parsed, image.repo_digests) : std::nullopt;
  status_.digest = digest.value_or("");
}

std::string Steps::image_text() const {
  auto version = status_.digest.empty() ? image_id_ : status_.digest;
  auto text = status_.image;
  if (!version.empty()) text += fmt::format(" ({})", short_digest(version));
  if (!stale_text_.empty()) text += ", " + stale_text_;
  return text;
}

void Steps::show_progress(const docker::PullProgress& progress) {
  auto now = Moment::now().monotonic;
  if (now - last_progress_ < 500'000) return;
  last_progress_ = now;
  std::string text = "pulling " + spec_.container.image;
  if (progress.bytes_total > 0) {
    auto percent = std::min<std::uint64_t>(100, progress.bytes_current * 100 / progress.bytes_total);
    text +=
        fmt::format(": {} %, {} of {} MB", percent, megabytes(progress.bytes_current), megabytes(progress.bytes_total));
  } else if (!progress.status.empty()) {
    text += ": " + text::printable(progress.status, 80);
  }
  callbacks_.progress(text, true);
}

}  // namespace berth::supervise
