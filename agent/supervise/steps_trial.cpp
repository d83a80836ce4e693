// A new image is on trial until it has run well for long enough; the last good one stands behind it.
#include "docker/images.h"
#include "docker/reference.h"
#include "logs/service_journal.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

bool Steps::is_proven() const {
  const auto& record = shared_.ledger.of(service_);
  return record.good && record.good->id == now_.image.id;
}

void Steps::condemn(const service::Verdict& verdict) {
  auto& record = shared_.ledger.of(service_);
  record.put_into_quarantine(now_.image, verdict.text, Moment::unix_usec());
  note_end(verdict);
  auto text = fmt::format("{} ({}) is in quarantine from now on: {}", now_.image.reference,
                          short_name(now_.image.name()), verdict.text);
  logs::tell(shared_.journal, service_, log::Level::error, text, logs::message_id::image_quarantined);
  show_record();
}

void Steps::acquit() {
  auto& record = shared_.ledger.of(service_);
  if (record.quarantine.empty()) return;
  auto acquitted = record.quarantine.back().image;
  record.quarantine.pop_back();
  shared_.ledger.save(service_);
  auto text = fmt::format("{} ({}) is out of quarantine: the last good image did no better", acquitted.reference,
                          short_name(acquitted.name()));
  logs::tell(shared_.journal, service_, log::Level::warning, text);
  show_record();
}

void Steps::approve() {
  now_.on_trial = false;
  auto& record = shared_.ledger.of(service_);
  // Somebody has rolled back while it was on trial; it runs on until the restart, and that it runs well undoes nothing.
  if (!is_proven() && record.good && record.find_quarantined(now_.image.id) != nullptr) return;
  bool is_first = !record.good;
  record.approve(now_.image, Moment::unix_usec());
  shared_.ledger.save(service_);
  if (!is_first)
    logs::tell(shared_.journal, service_, log::Level::info,
               fmt::format("{} ({}) has proved itself", now_.image.reference, short_name(now_.image.name())));
  show_record();
}

void Steps::note_ready() {
  if (auto* run = shared_.ledger.of(service_).current_run(); run != nullptr && run->ready == 0) {
    run->ready = Moment::unix_usec();
    shared_.ledger.save(service_);
  }
  show_record();
}

void Steps::note_end(const service::Verdict& verdict) {
  auto& record = shared_.ledger.of(service_);
  if (record.current_run() == nullptr) return;
  record.end_run(service::name_of(verdict.ending), verdict.text, Moment::unix_usec());
  shared_.ledger.save(service_);
}

void Steps::show_record() {
  const auto& record = shared_.ledger.of(service_);
  status_.good_digest = record.good ? record.good->name() : "";
  status_.rolled_back = !now_.instead_of.empty();
  status_.quarantine.clear();
  for (const auto& one : record.quarantine)
    status_.quarantine += (status_.quarantine.empty() ? "" : " ") + one.image.name();
  shared_.changed(service_);
}

// Under the same holder: the failed container is stopped, and the last good image takes its place.
Task<Outcomes> Steps::fall_back() {
  auto why = verdict_.text;
  callbacks_.progress(fmt::format("{}: falling back to the last good image", why), shared_.pull_patience);
  auto ended = co_await end_failed_one();
  if (is_failure(ended)) co_return ended;
  auto reason = fmt::format("{} ({}) is in quarantine: {}", now_.image.reference, short_name(now_.image.name()), why);
  auto chosen = co_await stand_in(now_, reason);
  show_image();
  if (is_failure(chosen)) co_return chosen;
  co_return outcome(Event::fallen_back);
}

// Makes the last good image the candidate's.
Task<Outcomes> Steps::stand_in(Candidate& candidate, std::string why) {
  auto record = shared_.ledger.of(service_);
  if (!record.good) {
    Error none{ErrorKind::not_found, why + ", and there is no last good image"};
    co_return failure(Ending::image, none);
  }
  auto good = *record.good;
  auto image = co_await last_good(candidate.spec->container, good);
  if (!image && is_engine_away(image.error())) co_return outcome(Event::engine_lost);
  if (!image) {
    auto text = fmt::format("{}, and the last good image {} cannot be had: {}", why, short_name(good.name()),
                            image.error().text);
    Error gone{ErrorKind::not_found, text};
    co_return failure(Ending::image, gone);
  }
  candidate.image = good;
  candidate.create_from = image->id;
  candidate.instead_of = why;
  candidate.stale_text.clear();
  candidate.on_trial = false;
  co_await keep_as_previous(good);
  logs::tell(shared_.journal, service_, log::Level::warning, "starting " + candidate.text(),
             logs::message_id::rolled_back);
  auto outcomes = outcome(Event::off_trial);
  outcomes.push_back({Event::pulled, {}});
  co_return outcomes;
}

// From the cache; from its registry, by digest, if somebody has cleaned up there.
Task<Result<docker::ImageState>> Steps::last_good(service::Container spec, ImageVersion good) {
  auto image = co_await docker::inspect_image(shared_.engine, good.id);
  bool is_gone = !image && image.error().kind == ErrorKind::not_found;
  if (!is_gone || good.digest.empty() || spec.pull == service::PullPolicy::never) co_return image;
  auto parsed = docker::Reference::parse(good.reference);
  if (!parsed) co_return parsed.error();
  auto exact = fmt::format("{}@{}", parsed->repository(), good.digest);
  auto watcher = start_watcher();
  auto fetched = co_await fetch(spec, exact, watcher);
  status_.pull = {};
  if (!fetched) co_return Error{ErrorKind::not_found, fetched.error().text};
  co_return co_await docker::inspect_image(shared_.engine, exact);
}

// By a tag: so that no `docker image prune` takes it, and people can start it by name.
Task<> Steps::keep_as_previous(ImageVersion image) {
  auto parsed = docker::Reference::parse(image.reference);
  if (!parsed) co_return;
  auto tagged = co_await docker::tag_image(shared_.engine, image.id, parsed->repository() + ":previous");
  if (!tagged && tagged.error().kind != ErrorKind::not_found)
    log::warning("keep the last good image of {}: {}", service_, tagged.error().text);
}

}  // namespace berth::supervise
