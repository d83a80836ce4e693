// What people, and a registry with something new, want of a service's images.
#include "base/text.h"
#include "docker/reference.h"
#include "logs/service_journal.h"
#include "supervise/runner.h"

namespace berth::supervise {

using service::Ending;
using service::PullPolicy;
using service::State;

Task<Result<std::string>> Runner::pull_ahead(std::shared_ptr<Runner> self) {
  auto steps = self->steps_;
  co_return co_await steps->pull_ahead();
}

Task<Result<Fetched>> Runner::fetch_for_start(std::shared_ptr<Runner> self) {
  auto steps = self->steps_;
  co_return co_await steps->fetch_for_start();
}

Result<std::string> Runner::roll_back(const std::string& digest) {
  if (is_project_)
    return Error{
        ErrorKind::invalid,
        fmt::format("{} is a Compose project, whose images have no way back: name the older ones in its compose "
                    "file, and restart it",
                    service_)};
  auto& record = shared_.ledger.of(service_);
  bool runs = life_.state == State::running && !steps_->current().image.id.empty();
  std::optional<ImageVersion> current;
  if (runs) current = steps_->current().image;
  if (!current && !record.history.empty()) current = record.history.back().image;
  std::optional<ImageVersion> target;
  if (digest.empty()) {
    bool is_good = current && record.good && current->id == record.good->id;
    target = is_good ? record.previous : record.good;
  } else {
    for (const auto& run : record.history)
      if (run.image.is_named(digest)) target = run.image;
    if (!target)
      return Error{ErrorKind::not_found, fmt::format("{} has run no image {}: see berthctl history {}", service_,
                                                     text::printable(digest, 80), service_)};
  }
  if (!target)
    return Error{ErrorKind::not_found, fmt::format("there is no earlier image of {} to go back to", service_)};
  if (current && current->id == target->id)
    return Error{ErrorKind::conflict, fmt::format("{} is at {} already", service_, short_name(target->name()))};
  record.roll_back(current, *target, Moment::unix_usec());
  shared_.ledger.save(service_);
  steps_->show_record();
  return target->name();
}

std::uint32_t Runner::unquarantine(const std::string& digest) {
  auto released = shared_.ledger.of(service_).release(digest);
  if (released > 0) shared_.ledger.save(service_);
  steps_->show_record();
  return static_cast<std::uint32_t>(released);
}

std::optional<FixWish> Runner::fix_wish() const {
  const auto* entry = shared_.catalogue.find(service_);
  if (entry == nullptr || !entry->reading.ok()) return std::nullopt;
  if (entry->reading.spec.schedule) return std::nullopt;  // its next run is when its timer says
  const auto& container = entry->reading.spec.container;
  auto reference = docker::Reference::parse(container.image);
  bool follows_tag = container.pull == PullPolicy::newer || container.pull == PullPolicy::always;
  if (!follows_tag || !reference || !reference->digest().empty()) return std::nullopt;

  const auto& record = shared_.ledger.of(service_);
  FixWish wish{container, {}};
  for (const auto& one : record.quarantine) wish.known_digests.push_back(one.image.digest);
  const auto& current = steps_->current();
  if (life_.state == State::running && !current.instead_of.empty() && !current.is_before) return wish;
  // What a daemon before this one saw fail is known to systemd alone, which is asked anyway.
  bool may_have_failed = life_.state == State::dead;
  bool may_help = life_.verdict.blames_image() || life_.verdict.ending == Ending::image;
  if (!may_have_failed && (life_.state != State::failed || !may_help)) return std::nullopt;
  if (life_.verdict.ending != Ending::image) wish.known_digests.push_back(record.digest);
  return wish;
}

Task<> Runner::reload(std::shared_ptr<Runner> self, HolderPtr asker) {
  auto state = self->life_.state;
  bool runs = state == State::warming || state == State::running || state == State::preparing;
  bool is_done = false;
  auto steps = self->steps_;
  if (runs)
    is_done = co_await steps->reload(self->start_limit_);
  else
    logs::tell(self->shared_.journal, self->service_, log::Level::error, "reload failed: no container runs");
  asker->exit(is_done ? 0 : 1);
}

// Not one that was stopped, nor one that systemd itself starts again and again: such a start asks for itself.
Task<bool> Runner::waits_for_fix(std::shared_ptr<Runner> self) {
  if (!self->fix_wish()) co_return false;
  auto state = co_await self->shared_.systemd.unit_state(self->status_.unit_name);
  if (!state || !self->fix_wish()) co_return false;
  bool is_running = self->life_.state == State::running;
  co_return state->active_state == (is_running ? "active" : "failed");
}

Task<> Runner::start_fix(std::shared_ptr<Runner> self, std::string digest) {
  auto& shared = self->shared_;
  const auto& unit = self->status_.unit_name;
  bool is_failed = self->life_.state != State::running;
  logs::tell(shared.journal, self->service_, log::Level::notice,
             fmt::format("the image has changed ({}): {}", short_name(digest), is_failed ? "starting" : "restarting"),
             logs::message_id::fix_found);
  if (is_failed) co_await shared.jobs.reset_failed(unit);
  auto ordered = is_failed ? shared.jobs.start(unit) : shared.jobs.restart(unit);
  auto done = co_await std::move(ordered);
  if (!done) log::warning("start the new image of {}: {}", self->service_, done.error().text);
}

}  // namespace berth::supervise
